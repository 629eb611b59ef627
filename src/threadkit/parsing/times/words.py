"""The words that pages write times with: months, ages, "yesterday", in the languages of the CLDR's larger locales."""

from __future__ import annotations

import re
from datetime import timedelta

from threadkit.parsing.counts import fold_words

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# Names of months, January first: full ones (in Slavic languages the genitive too) and the short ones of the CLDR.
# By row: en de fr es it pt nl pl tr ru uk sv da/nb cs id. No name stands for two months; Croatian is left out, as its
# "listopad" is October and not November.
MONTHS = """
january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct
    november nov|december dec
januar jänner jan jän|februar feber feb|märz mär mrz|april|mai|juni|juli|august|september|oktober okt|november
    dezember dez
janvier janv|février févr fév|mars|avril avr|mai|juin|juillet juil|août|septembre|octobre|novembre|décembre déc
enero ene|febrero|marzo|abril abr|mayo|junio|julio|agosto ago|septiembre setiembre set|octubre|noviembre
    diciembre dic
gennaio gen|febbraio|marzo|aprile|maggio mag|giugno giu|luglio lug|agosto ago|settembre sett set|ottobre ott
    novembre|dicembre dic
janeiro|fevereiro fev|março|abril abr|maio mai|junho|julho|agosto ago|setembro set|outubro out|novembro|dezembro dez
januari|februari|maart mrt|april|mei|juni|juli|augustus|september|oktober okt|november|december
styczeń stycznia sty|luty lutego lut|marzec marca|kwiecień kwietnia kwi|maj maja|czerwiec czerwca cze
    lipiec lipca lip|sierpień sierpnia sie|wrzesień września wrz|październik października paź
    listopad listopada lis|grudzień grudnia gru
ocak oca|şubat şub|mart|nisan nis|mayıs|haziran haz|temmuz tem|ağustos ağu|eylül eyl|ekim eki|kasım kas|aralık ara
январь января янв|февраль февраля февр фев|март марта мар|апрель апреля апр|май мая|июнь июня июн|июль июля июл
    август августа авг|сентябрь сентября сент сен|октябрь октября окт|ноябрь ноября нояб ноя|декабрь декабря дек
січень січня січ|лютий лютого лют|березень березня бер|квітень квітня квіт кві|травень травня трав тра
    червень червня черв чер|липень липня лип|серпень серпня серп сер|вересень вересня вер|жовтень жовтня жовт жов
    листопад листопада лист лис|грудень грудня груд гру
januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december
januar|februar|marts mars|april|maj mai|juni|juli|august|september|oktober|november|desember des
leden ledna|únor února|březen března|duben dubna|květen května|červen června|červenec července|srpen srpna|září
    říjen října|listopad listopadu|prosinec prosince
januari|februari|maret|april|mei|juni|juli|agustus agu agt|september|oktober|november|desember
"""
MONTH = {
    fold_words(word): place % 12 + 1
    for place, words in enumerate(MONTHS.strip().replace("\n", "|").split("|"))
    for word in words.split()
}
# Short names that are English words or names: "3 set" is a date, "set 3" is none.
AFTER_DAY_ONLY = frozenset(("set", "out", "gen", "mag", "ago", "lip", "tem", "ara", "lut", "sty", "kas", "des"))

# Words beside a date that add nothing to it. "mar" is March or Tuesday: Tuesday if a month follows.
BESIDE_DATES = (
    "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun "
    "montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so "
    "lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim "
    "lunes martes miércoles mié jueves jue viernes vie sábado sáb domingo dom "
    "lunedì martedì mercoledì giovedì gio venerdì sabato sab domenica "
    "segunda terça quarta quinta sexta feira seg ter qua qui sex "
    "maandag ma dinsdag woensdag wo donderdag vrijdag vr zaterdag za zondag zo "
    "poniedziałek pon wtorek wt środa śr czwartek czw piątek pt sobota sob niedziela niedz nie "
    "pazartesi pzt salı sal çarşamba çar perşembe per cuma cum cumartesi cmt pazar paz "
    "понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс "
    "понеділок вівторок середа четвер субота неділя нд "
    "måndag mån tisdag tis onsdag ons torsdag tors fredag fre lördag lör söndag sön "
    "月 火 水 木 金 土 日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 星期一 星期二 星期三 星期四 星期五 星期六 "
    "星期日 星期天 周一 周二 周三 周四 周五 周六 周日 週一 週二 週三 週四 週五 週六 週日 "
    "월요일 화요일 수요일 목요일 금요일 토요일 일요일 월 화 수 목 금 토 일 "
    "of the at on de del di le den der am um à a as às la las alle ore om kl uhr saat o godz r roku г года году в р"
)
BESIDE = frozenset(fold_words(BESIDE_DATES).split())

# Shortest and longest length of one unit. Months and years are as sites count them: 30, 30.44 or 31 days, 12 months
# of 30 days up to a leap year.
UNIT_LENGTHS = (
    (SECOND, SECOND), (MINUTE, MINUTE), (HOUR, HOUR), (DAY, DAY), (7 * DAY, 7 * DAY),
    (30 * DAY, 31 * DAY), (360 * DAY, 366 * DAY),
)  # fmt: skip

# (words before, words after, words for one, names of the units from second to year), one language a row. Each is
# the wording of the CLDR and of moment.js, date-fns and the pages themselves.
AGES = (
    ("", " ago", "a an one", "s sec secs second seconds|m min mins minute minutes|h hr hrs hour hours|d day days|"
     "w wk wks week weeks|mo mos mth mths month months|y yr yrs year years"),
    ("vor ", "", "ein eine einem einer", "s sek sekunde sekunden|min minute minuten|h std stunde stunden|"
     "d tg tag tagen tage|wo woche wochen|mon monat monaten monate|jahr jahren jahre"),
    ("il y a ", "", "un une", "s sec seconde secondes|min minute minutes|h heure heures|j jour jours|"
     "sem semaine semaines|mois|an ans année années"),
    ("hace ", "", "un una", "s seg segundo segundos|min minuto minutos|h hora horas|d día días|sem semana semanas|"
     "mes meses|año años"),
    ("há ", "", "um uma", "s seg segundo segundos|min minuto minutos|h hora horas|d dia dias|sem semana semanas|"
     "mês meses|ano anos"),
    ("", " atrás", "um uma", "s seg segundo segundos|min minuto minutos|h hora horas|d dia dias|sem semana semanas|"
     "mês meses|ano anos"),
    ("", " fa", "un una uno", "s sec secondo secondi|min minuto minuti|h ora ore|g giorno giorni|"
     "sett settimana settimane|mese mesi|anno anni"),
    ("", " geleden", "een één", "s sec seconde seconden|min minuut minuten|u uur uren|d dag dagen|week weken|"
     "mnd maand maanden|jaar jaren"),
    ("", " temu", "jedną jeden jedno", "s sek sekundę sekundy sekund|min minutę minuty minut|"
     "godz godzinę godziny godzin|dzień dni|tydz tydzień tygodnie tygodni|mies miesiąc miesiące miesięcy|rok lata lat"),
    ("", " önce", "bir", "sn saniye|dk dakika|sa saat|gün|hafta|ay|yıl"),
    ("", " назад", "один одну одна", "с сек секунду секунды секунд|мин минуту минуты минут|ч час часа часов|"
     "дн день дня дней|нед неделю недели недель|мес месяц месяца месяцев|г год года лет"),
    ("", " тому", "один одну одна", "с секунду секунди секунд|хв хвилину хвилини хвилин|год годину години годин|"
     "дн день дні днів|тиж тиждень тижні тижнів|міс місяць місяці місяців|р рік роки років"),
    ("för ", " sedan", "en ett", "s sekund sekunder|min minut minuter|tim timme timmar|dag dagar|vecka veckor|"
     "mån månad månader|år"),
    ("for ", " siden", "en et ett", "s sekund sekunder|min minut minutt minutter|time timer|dag dage dager|"
     "uge uger uke uker|md måned måneder|år"),
    ("před ", "", "jednou jedním", "s sekundou sekundami|min minutou minutami|h hodinou hodinami|dnem dny|"
     "týdnem týdny|měsícem měsíci|rokem lety roky"),
    ("", " yang lalu", "satu", "detik|menit|jam|hari|minggu|bulan|tahun"),
    ("", " trước", "một", "giây|phút|giờ|ngày|tuần|tháng|năm"),
    ("", " पहले", "एक", "सेकंड|मिनट|घंटे घंटा|दिन|सप्ताह हफ़्ते|महीने महीना माह|साल वर्ष"),
    ("", "前", "一", "秒 秒钟 秒鐘|分 分钟 分鐘|時間 小时 小時 个小时 個小時|日 天|週間 周 週 星期 个星期 個星期|"
     "か月 ヶ月 カ月 ヵ月 ケ月 箇月 个月 個月|年"),
    ("", "전", "한", "초|분|시간|일|주|개월 달|년"),
)  # fmt: skip
AGE_ROWS = tuple(
    (fold_words(before) + " " * before.endswith(" "), " " * after.startswith(" ") + fold_words(after),
     frozenset(fold_words(ones).split()),
     {fold_words(name): place for place, names in enumerate(units.split("|")) for name in names.split()})
    for before, after, ones, units in AGES
)  # fmt: skip
# Slavic languages leave "one" out: "месяц назад". Elsewhere a unit without a number says nothing.
BARE_UNITS = (
    "секунду минуту час день неделю месяц год sekundę minutę godzinę dzień tydzień miesiąc rok "
    "хвилину годину тиждень місяць рік minutou hodinou dnem týdnem měsícem rokem"
)
BARE_ONE = frozenset(fold_words(BARE_UNITS).split())
# Short ages that stand alone, as X, Bluesky, Mastodon, Reddit and LinkedIn show them ("2h", "5 Min.", "3時間").
# "m" is a minute on all of them. Latin letters in lower case only: "5M" is a count, "3D" a word.
SHORT_UNITS = (
    "s sec secs sek сек с сн sn 秒 초|m min mins мин хв dk 分 分钟 分鐘 분|h hr hrs std godz ч sa 時間 小时 小時 시간|"
    "d j д дн|w wk wks sem нед|mo mos мес|y yr yrs"
)
CODES = {name: place for place, names in enumerate(fold_words(SHORT_UNITS).split("|")) for name in names.split()}
# Words put before an age. After those of OPEN the number is a floor: some sites write "over a year ago" of any age.
VAGUE = re.compile(
    r"(?:about|around|approximately|roughly|almost|nearly|less than|etwa|ungefahr|ca\.?|circa|fast|knapp|environ|"
    r"presque|moins de|casi|unos|unas|aproximadamente|cerca de|menos de|quase|quasi|meno di|ongeveer|bijna|okolo|"
    r"prawie|yaklasik|около|почти|приблизно|ungefar|omkring|約|约|約莫|大约|약) ?(?=\S)"
)
OPEN = re.compile(
    r"(?:over|more than|uber|mehr als|plus de|mas de|mais de|piu di|oltre|meer dan|ponad|более|больше|понад|mer an|"
    r"over|超过|超過) ?(?=\S)"
)
CENTURY = 36525 * DAY
# Words that are an age by themselves, as (shortest, longest). Days by name are days of a calendar in some zone.
# Pages say "just now" of up to a minute; five leave room for a page that was left open while it was copied.
SPOKEN = {
    fold_words(word): span
    for span, words in {
        (timedelta(), 5 * MINUTE): (
            "now|just now|right now|moments ago|a moment ago|a few seconds ago|seconds ago|gerade eben|jetzt|"
            "vor wenigen sekunden|à l’instant|il y a quelques secondes|ahora|ahora mismo|hace unos segundos|agora|"
            "agora mesmo|adesso|pochi secondi fa|zojuist|przed chwilą|teraz|şimdi|az önce|только что|сейчас|"
            "щойно|nyss|just nu|たった今|今|刚刚|剛剛|刚才|방금|방금 전|baru saja"
        ),
        (timedelta(), 25 * HOUR): (
            "today|heute|aujourd’hui|hoy|oggi|hoje|vandaag|dzisiaj|dziś|bugün|сегодня|"
            "сьогодні|idag|i dag|今日|今天|오늘"
        ),
        (timedelta(), 49 * HOUR): (  # on a day when clocks are put back, as "today"
            "yesterday|gestern|hier|ayer|ieri|ontem|gisteren|wczoraj|dün|вчера|вчора|igår|i går|昨日|昨天|어제"
        ),
    }.items()
    for word in words.split("|")
}
