"""Times as pages show them -> intervals (:class:`threadkit.records.When`). The only user of dateutil.

==============================  =========  ==========================================================
shown                           basis      interval
==============================  =========  ==========================================================
2022-06-04T15:54:00Z            EXACT      one unit of what is stated: a minute, a second, a fraction
12.08.2025 18:54                CLOCK      that minute in the page's zone; if unknown, in any zone
Jun 4, 2022 / May 2022 / 2022   DATE       that day, month, year; likewise
Oct 5                           YEARLESS   none before :func:`resolve`; `month_day` is (10, 5)
7 months ago / 2h / yesterday   AGE        none before :func:`resolve`; `age` is (shortest, longest)
==============================  =========  ==========================================================

Zones reach from UTC-12 to UTC+14, so a local time L of unknown zone lies in [L - 14 h, L + unit + 12 h).

Of an age "N units" only this is sure: it is between (N - 1) * lo and (N + 1) * hi, as sites floor or round, with
months of 30 or 30.44 days or of the calendar. With (lo, hi) of :data:`UNIT_LENGTHS` this held in 812,563 of
812,563 trials over such formatters; "N calendar months, give or take one" failed 850 times in 100,000.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

import attrs

from threadkit.parsing.counts import fold_words
from threadkit.records import TimeBasis, When

__all__ = ["intersect", "read_time", "resolve", "seen_bounds"]

LONGEST = 80  #: characters; no page shows a longer time
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FIRST_ZONE, LAST_ZONE = timedelta(hours=14), timedelta(hours=12)  #: ahead of and behind UTC, at most
YEARS = range(1900, 2101)
BASES = tuple(TimeBasis)
Clock = tuple[timedelta, timedelta]  #: time since midnight, and one unit of it
LEAP_GAP = 8  #: years, at most, from one 29 February to the next
AFTER_NOON = ("午後", "下午", "오후")

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
        (timedelta(), 48 * HOUR): (
            "yesterday|gestern|hier|ayer|ieri|ontem|gisteren|wczoraj|dün|вчера|вчора|igår|i går|昨日|昨天|어제"
        ),
    }.items()
    for word in words.split("|")
}
AT_CLOCK = re.compile(
    r"(?P<day>.{1,20}?),? (?:(?:at|um|a las|a la|as|alle|a|om|o|kl\.?|saat|в|о) )?"
    r"\d{1,2}[:.h]\d\d(?::\d\d)?(?: ?[ap]\.? ?m\.?)?(?: uhr)?"
)

CODE = re.compile(r"(\d{1,3}) ?([^\W\d_]{1,5})\.?")
AMOUNT = re.compile(r"(?:(\d{1,3})(?!\d) ?|([^\W\d_]{1,8})[ '])?(\D{1,16}?)\.?")
NUMERIC = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:,? (\d{1,2}):(\d\d)(?::(\d\d))?)?", re.ASCII)
ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,](?P<fraction>\d{1,12}))?)?)"
    r"(?P<zone> ?(?:Z|UTC|[+-]\d\d:?\d\d))?",
    re.ASCII | re.IGNORECASE,
)
OFFSET = re.compile(r"(?:UTC|GMT|Z)?(?:([+-])(\d{1,2})(?::?([0-5]\d))?)?", re.ASCII | re.IGNORECASE)
# Pieces of a date in words, after fold_words; each is a letter of the shape in SHAPES, gaps and BESIDE are none.
PIECE = re.compile(
    r"""(?P<D>(?P<a>\d{1,4})(?P<sign>[./-])\ ?(?P<b>\d{1,2})(?P=sign)\ ?(?P<c>\d{1,4})(?!\d)\.?)
    |(?P<T>(?:(?P<before>午前|午後|上午|下午|凌晨|오전|오후)\ ?)?(?P<h>\d{1,2})
        (?P<minutes>(?:[:.h]|\ ?[時时시点點]\ ?)(?P<m>\d\d)(?!\d)(?::(?P<s>\d\d)(?!\d))?(?:\ ?[分분])?)?
        (?(minutes)(?:\ ?(?P<half>[ap])\.?\ ?m\b\.?)?|\ ?(?P<half_only>[ap])\.?\ ?m\b\.?)
        (?:\ ?(?P<zone>(?:utc|gmt|z)(?:[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d:?\d\d)(?![\w:])(?:\ \([a-z\ ]{2,40}\))?)?)
    |(?P<Y>(?:19|20)\d\d(?:\ ?[年년]|г\b|(?!\w))|'\d\d(?!\w))
    |(?P<M>\d{1,2}\ ?[月월])
    |(?P<n>\d{1,2}(?:\ ?[日일号號]|(?:st|nd|rd|th|er|e|o)?\.?(?!\w)))
    |(?P<word>[^\W\d_]+(?:\.(?!\w))?)
    |(?P<gap>[\s,、·•∙|()/–—-]+)""",
    re.VERBOSE,
)
# What the pieces have to be, clock aside: day, month (M), year (Y); or one date in figures (D).
SHAPES = frozenset({"D", "nMY", "MnY", "YMn", "YnM", "nM", "Mn", "MY", "YM", "Y"})

# For the last resort. dateutil fills in what is not stated from its default: two that differ in every field show what.
ENGLISH_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b"
)
ENGLISH_CLOCK = re.compile(r"\b\d{1,2}(?::\d\d(?::\d\d(?:\.\d{1,6})?)?(?: ?[ap]\.?m)?|\ ?[ap]\.?m)\b")
DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 2, 2, 1, 1, 1, 1))  # noqa: DTZ001 - a page's clock; both leap years


@lru_cache(maxsize=1 << 16)
def read_time(text: str, *, day_first: bool | None = None, timezone: str | None = None) -> When | None:
    """A time as a page shows it; None unless the whole text is one time.

    `day_first` decides "12/08/2025"; if None and both readings are possible, the interval spans them. Dots mean day
    first. `timezone` is that of the page's clock, a name ("Europe/Rome") or an offset ("+02:00"); ValueError if
    it is unknown.

    >>> when = read_time("12.08.2025 18:54", timezone="+02:00")
    >>> print(when.earliest, when.latest, when.wall)
    2025-08-12 16:54:00+00:00 2025-08-12 16:55:00+00:00 2025-08-12 18:54:00
    >>> read_time("Oct 5").month_day
    (10, 5)
    >>> [span.days for span in read_time("7 months ago").age]
    [180, 248]
    >>> read_time("second") is None
    True
    """
    zone = None if timezone is None else _zone(timezone)
    shown = text.strip()
    if not shown or len(shown) > LONGEST:
        return None
    if found := NUMERIC.fullmatch(shown):
        first, sign, second, third, hours, minutes, seconds = found.groups()
        clock = (timedelta(), DAY) if hours is None else _clock(hours, minutes, seconds, None)
        return _dated(shown, _days(first, sign, second, third, day_first), clock, zone)
    if found := ISO.fullmatch(shown):
        return _read_iso(shown, found, zone)
    folded = fold_words(shown)
    return _read_words(shown, folded, zone, day_first) or _read_age(shown, folded) or _last_resort(shown, folded, zone)


def _offset(stated: str) -> tzinfo | None:
    """The zone of "+02:00", "UTC", "GMT+2" or "Z"."""
    found = OFFSET.fullmatch(stated)
    if found is None or not stated:
        return None
    sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if offset > FIRST_ZONE:
        return None
    return timezone(-offset if sign == "-" else offset)


def _zone(name: str) -> tzinfo:
    """The zone that a caller names."""
    from zoneinfo import ZoneInfo

    try:
        return _offset(name.strip()) or ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # not in the database, or no name at all
        example = "write a name such as 'Europe/Rome' or an offset such as '+02:00'"
        raise ValueError(f"unknown time zone {name!r}; {example}") from None


def _span(start: datetime, end: datetime, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """Bounds of a stretch of local time; where clocks are put back or forward, of all that it may be."""
    if zone is None:
        return start.replace(tzinfo=UTC) - FIRST_ZONE, end.replace(tzinfo=UTC) + LAST_ZONE
    starts = [start.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    if end - start <= HOUR:
        return min(starts), max(starts) + (end - start)
    return min(starts), max(end.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def _clock(hours: str, minutes: str | None, seconds: str | None, half: str | None) -> Clock | None:
    """Time since midnight and its unit. `half` is "a" or "p" on a clock of twelve hours."""
    hour, minute, second = int(hours), int(minutes or 0), int(seconds or 0)
    if half is not None:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    unit = SECOND if seconds else MINUTE if minutes else HOUR
    return timedelta(hours=hour, minutes=minute, seconds=second), unit


def _day(year: int, month: int, day: int) -> datetime | None:
    if year in YEARS and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
        return datetime(year, month, day)  # noqa: DTZ001 - the page's own clock
    return None


def _days(first: str, sign: str, second: str, third: str, day_first: bool | None) -> list[datetime]:
    """The days that a date in figures may be: none, one, or several if its order is open."""
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4 and len(third) <= 2:
        readings = [(a, b, c)]
    elif len(first) > 2 or len(third) not in (2, 4):
        return []
    else:
        year = c if len(third) == 4 else 2000 + c
        readings = [(year, b, a)]
        if sign != ".":
            readings.insert(1 if day_first else 0, (year, a, b))
            if len(third) == len(first) == 2 and day_first is None:
                readings.append((2000 + a, b, c))
    days = dict.fromkeys(day for reading in readings if (day := _day(*reading)))
    return list(days) if day_first is None else list(days)[:1]


def _dated(
    text: str,
    days: list[datetime],
    clock: Clock | None,
    zone: tzinfo | None,
    *,
    stated: bool = False,
    reasons: tuple[str, ...] = (),
) -> When | None:
    """The interval over all `days`. `stated`: the text itself says its zone."""
    if not days or clock is None:
        return None
    since_midnight, unit = clock
    spans = [_span(day + since_midnight, day + since_midnight + unit, zone) for day in days]
    basis = TimeBasis.DATE if unit == DAY else TimeBasis.EXACT if stated else TimeBasis.CLOCK
    wall = None if len(days) > 1 or stated else days[0] + since_midnight
    if len(days) > 1:
        reasons = (*reasons, f"the order of day and month is open: {' or '.join(f'{day:%Y-%m-%d}' for day in days)}")
    earliest, latest = min(low for low, _ in spans), max(high for _, high in spans)
    return When(earliest, latest, text, basis, wall=wall, unit=unit, reasons=reasons)


def _read_iso(text: str, found: re.Match[str], zone: tzinfo | None) -> When | None:
    try:
        moment = datetime.fromisoformat(f"{found[1]}T{found[2]}")
    except ValueError:
        return None
    stated = None
    if found["zone"] and (stated := _offset(found["zone"].strip())) is None:
        return None
    if _day(moment.year, moment.month, moment.day) is None:
        return None
    fraction = found["fraction"]
    unit = SECOND if len(found[2]) > 5 else MINUTE
    if fraction:
        unit = max(timedelta(microseconds=10**6 // 10 ** len(fraction)), timedelta.resolution)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return _dated(text, [midnight], (moment - midnight, unit), stated or zone, stated=stated is not None)


def _pieces(folded: str) -> tuple[dict[str, re.Match[str]], str, bool]:
    """Pieces of a date in words by letter, the letters in order, and whether words stand beside them."""
    held: dict[str, re.Match[str]] = {}
    shape, beside, place = "", False, 0
    while place < len(folded):
        found = PIECE.match(folded, place)
        if found is None:
            return {}, "", False
        place = found.end()
        letter = found.lastgroup or ""
        if letter == "word":
            word = found[0].rstrip(".")
            letter = "M" if word in MONTH else "beside" if word in BESIDE else "unknown"
            if letter == "M" and "M" in held and held["M"][0].startswith("mar"):  # "mar. 5 oct.": a Tuesday
                shape = shape.replace("M", "")
        if letter == "unknown":
            return {}, "", False
        beside |= letter == "beside"
        if len(letter) == 1:
            held[letter] = found
            shape += letter
    return held, shape, beside


def _read_words(text: str, folded: str, zone: tzinfo | None, day_first: bool | None) -> When | None:
    """A date with a month in words or CJK signs, or one in figures with words or a clock beside it."""
    held, shape, beside = _pieces(folded)
    clock: Clock | None = (timedelta(), DAY)
    stated = None
    if at := held.get("T"):
        half = at["half"] or at["half_only"] or ("p" if at["before"] in AFTER_NOON else "a" if at["before"] else None)
        clock = _clock(at["h"], at["m"], at["s"], half)
        if at["zone"] and (stated := _offset(at["zone"])) is None:
            return None
    bare = shape.replace("T", "", 1)
    if bare not in SHAPES or clock is None:
        return None
    if bare == "D":
        a, sign, b, c = held["D"].group("a", "sign", "b", "c")
        days = _days(a, sign, b, c, day_first)
        return _dated(text, days, clock, stated or zone, stated=stated is not None)
    year = _figure(held["Y"]) if "Y" in bare else None
    month = _figure(held["M"]) if "M" in bare else 1
    if "n" not in bare:
        return None if at or beside or year is None else _stretch(text, year, month if "M" in bare else None, zone)
    if year is None:
        return _yearless(text, bare, held)
    day = _day(year, month, _figure(held["n"]))
    return _dated(text, [day] if day else [], clock, stated or zone, stated=stated is not None)


def _figure(piece: re.Match[str]) -> int:
    """The number of a piece: 10 for "oct.", 2022 for "'22"."""
    word = piece[0].rstrip(".")
    if word in MONTH:
        return MONTH[word]
    digits = int("".join(filter(str.isdecimal, word)))
    return digits + 2000 if word.startswith("'") else digits


def _stretch(text: str, year: int, month: int | None, zone: tzinfo | None) -> When | None:
    """A month or a year."""
    start = _day(year, month or 1, 1)
    if start is None:
        return None
    days = calendar.monthrange(year, month)[1] if month else 365 + calendar.isleap(year)
    earliest, latest = _span(start, start + days * DAY, zone)
    return When(earliest, latest, text, TimeBasis.DATE, wall=start, unit=days * DAY)


def _yearless(text: str, shape: str, held: dict[str, re.Match[str]]) -> When | None:
    if shape == "Mn" and held["M"][0].rstrip(".") in AFTER_DAY_ONLY:
        return None
    month, day = _figure(held["M"]), _figure(held["n"])
    if _day(2000, month, day) is None:
        return None
    return When(text=text, basis=TimeBasis.YEARLESS, unit=DAY, month_day=(month, day))


def _read_age(text: str, folded: str) -> When | None:
    at_clock = AT_CLOCK.fullmatch(folded)
    age = SPOKEN.get(at_clock["day"] if at_clock else folded)
    if age is not None:
        return When(text=text, basis=TimeBasis.AGE, unit=MINUTE if age[1] < HOUR else DAY, age=age)
    amount = _code_age(text, folded) or _framed_age(folded)
    if amount is None:
        return None
    number, place, floor = amount
    low, high = UNIT_LENGTHS[place]
    longest = CENTURY if floor else (number + 1) * high
    return When(text=text, basis=TimeBasis.AGE, unit=high, age=(max(number - 1, 0) * low, longest))


def _code_age(text: str, folded: str) -> tuple[int, int, bool] | None:
    """Number and unit of "2h"."""
    found = CODE.fullmatch(folded)
    if found is None or found[2] not in CODES or (len(found[2]) == 1 and text.rstrip(".")[-1].isupper()):
        return None
    return int(found[1]), CODES[found[2]], False


def _framed_age(folded: str) -> tuple[int, int, bool] | None:
    """Number and unit of "about 7 months ago", and whether the number is only a floor."""
    whole, floor = _unhedged(folded)
    for before, after, ones, units in AGE_ROWS:
        if not whole.endswith(after) or not (after or whole.startswith(before)):
            continue
        inner, floor_inside = _unhedged(whole.removesuffix(after).removeprefix(before).strip())
        found = AMOUNT.fullmatch(inner)
        if found is None or found[3] not in units:
            continue
        if found[1] or found[2] in ones or (found[2] is None and found[3] in BARE_ONE):
            return int(found[1] or 1), units[found[3]], floor or floor_inside
    return None


def _unhedged(words: str) -> tuple[str, bool]:
    """Words without a leading "about" or "over", and whether it was one of OPEN."""
    if found := OPEN.match(words):
        return words[found.end() :], True
    found = VAGUE.match(words)
    return (words[found.end() :] if found else words), False


def _last_resort(text: str, folded: str, zone: tzinfo | None) -> When | None:
    """English dates in other wordings ("Oct 5, 2023 at 3:14:15 PM PDT"), if day, month and year are all said.

    dateutil takes a fourth number for an hour, so beside a clock there may be two and no more.
    """
    numbers = re.findall(r"\d+", ENGLISH_CLOCK.sub("", folded))
    if len(numbers) != 2 or max(map(len, numbers)) != 4 or not text.isascii() or not ENGLISH_MONTH.search(folded):
        return None
    from dateutil import parser

    zones: list[tuple[str | None, int | None]] = []
    try:
        first, second = (
            parser.parse(text, default=default, tzinfos=lambda name, offset: zones.append((name, offset)))
            for default in DEFAULTS
        )
    except (ValueError, ArithmeticError):  # not a date, or one that no calendar has
        return None
    midnight = _day(first.year, first.month, first.day)
    if first.date() != second.date() or midnight is None:
        return None
    if first.hour != second.hour:
        return _dated(text, [midnight], (timedelta(), DAY), zone)
    unit = HOUR if first.minute != second.minute else MINUTE if first.second != second.second else SECOND
    clock = (first.replace(microsecond=0) - midnight, unit)
    name, offset = zones[0]
    if offset is not None:
        return _dated(text, [midnight], clock, timezone(timedelta(seconds=offset)), stated=True)
    if name is not None:
        return _dated(text, [midnight], clock, None, reasons=(f"zone {name!r} is not known: it may be any",))
    return _dated(text, [midnight], clock, zone)


def resolve(when: When, seen_at: When | None, *, current_year: bool = False) -> When:
    """An age or a date without its year, as an interval, by when the page that shows it was made.

    `current_year`: the page leaves the year out only of dates of the year it was made in. Without that promise the
    year may be any before, so there is no earliest. What is bounded already, or cannot be, comes back unchanged.

    >>> seen = When.at(datetime(2024, 3, 1, tzinfo=UTC))
    >>> resolve(read_time("2h"), seen).earliest
    datetime.datetime(2024, 2, 29, 21, 0, tzinfo=datetime.timezone.utc)
    >>> resolve(read_time("Oct 5"), seen).latest
    datetime.datetime(2023, 10, 6, 12, 0, tzinfo=datetime.timezone.utc)
    """
    if seen_at is None or (when.earliest is not None and when.latest is not None):
        return when
    if when.age is not None:
        low, high = when.age
        bounds = _moved(seen_at.earliest, -high), _moved(seen_at.latest, -low)
        reason = "counted back from when the page was made"
    elif when.month_day is not None:
        bounds = _any_year(when.month_day, seen_at, current_year)
        reason = "its year is the one the page was made in" if current_year else "no later than the page was made"
    else:
        return when
    earliest, latest = _inner(when.earliest, bounds[0], max), _inner(when.latest, bounds[1], min)
    if (earliest, latest) == (when.earliest, when.latest):
        return when
    if earliest is not None and latest is not None and latest <= earliest:
        return when
    return attrs.evolve(when, earliest=earliest, latest=latest, reasons=_joined(when.reasons, (reason,)))


def seen_bounds(
    shown: When, true: When, *, current_year: bool = False
) -> tuple[datetime | None, datetime | None]:
    """When a page was made, as ``earliest <= t < latest``: what a time `shown` on it says of that, if the post's time
    is known to be in `true`. The reverse of :func:`resolve`; at least, no page is older than its posts.

    >>> read = When.at(datetime(2024, 3, 1, tzinfo=UTC), timedelta(hours=1))
    >>> [str(bound) for bound in seen_bounds(read_time("2h"), read)]
    ['2024-03-01 01:00:00+00:00', '2024-03-01 04:00:00+00:00']
    """
    if shown.age is not None:
        low, high = shown.age
        return _moved(true.earliest, low), _moved(true.latest, high)
    if shown.month_day is None or not current_year:
        return true.earliest, None
    least, most = _local_years(true)
    # If no year fits, the date contradicts `true`, and says no more than the years do.
    first = _first_fit(shown.month_day, _upward(least, most), true) or least
    last = _first_fit(shown.month_day, _downward(least, most), true) or most
    begin, end = _new_year(first), _new_year(None if last is None else last + 1)
    return _inner(true.earliest, _moved(begin, -FIRST_ZONE), max), _moved(end, LAST_ZONE)


def intersect(a: When, b: When) -> When | None:
    """What two statements about one time say together; None if they contradict each other.

    The finer one, by width, then basis, then text, gives everything but the interval; it does not matter which is `a`.

    >>> day, minute = read_time("2025-08-12", timezone="UTC"), read_time("2025-08-12 18:54", timezone="UTC")
    >>> intersect(day, minute) == minute
    True
    """
    earliest, latest = _inner(a.earliest, b.earliest, max), _inner(a.latest, b.latest, min)
    if earliest is not None and latest is not None and latest <= earliest:
        return None
    finer, other = (a, b) if _fineness(a) <= _fineness(b) else (b, a)
    return attrs.evolve(finer, earliest=earliest, latest=latest, reasons=_joined(finer.reasons, other.reasons))


def _fineness(when: When) -> tuple[timedelta, int, str, str]:
    width = timedelta.max if when.width is None else when.width
    return width, BASES.index(when.basis), when.text, repr(when)


def _joined(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _inner(
    a: datetime | None, b: datetime | None, choose: Callable[[datetime, datetime], datetime]
) -> datetime | None:
    """The tighter of two bounds, either of which may be missing."""
    if a is None or b is None:
        return b if a is None else a
    return choose(a, b)


def _moved(moment: datetime | None, by: timedelta) -> datetime | None:
    """None if there is nothing to move, or no calendar reaches there."""
    try:
        return None if moment is None else moment.astimezone(UTC) + by
    except OverflowError:
        return None


def _any_year(
    month_day: tuple[int, int], seen_at: When, current_year: bool
) -> tuple[datetime | None, datetime | None]:
    """From the first to the last day that a date without its year may be, in any zone."""
    least, most = _local_years(seen_at)
    if not current_year:
        least = None
    past = When(latest=seen_at.latest)
    first = _first_fit(month_day, _upward(least, most), past) if least is not None else None
    last = _first_fit(month_day, _downward(least, most), past) if most is not None else None
    return _widened(first, month_day)[0], _widened(last, month_day)[1]


def _local_years(when: When) -> tuple[int | None, int | None]:
    """First and last year that any clock in the world shows in an interval."""
    least, most = _moved(when.earliest, -LAST_ZONE), _moved(when.latest, FIRST_ZONE - timedelta.resolution)
    return least.year if least else None, most.year if most else None


def _upward(least: int | None, most: int | None) -> range:
    """The years from `least` on: to `most`, else far enough to meet a 29 February."""
    return range(0) if least is None else range(least, (least + LEAP_GAP if most is None else most) + 1)


def _downward(least: int | None, most: int | None) -> range:
    return range(0) if most is None else range(most, (most - LEAP_GAP if least is None else least) - 1, -1)


def _first_fit(month_day: tuple[int, int], years: range, within: When) -> int | None:
    """The first of the years in which that day, in any zone, meets an interval."""
    for year in years:
        low, high = _widened(year, month_day)
        if low is None or high is None:
            continue
        if (within.latest is None or low < within.latest) and (within.earliest is None or high > within.earliest):
            return year
    return None


def _widened(year: int | None, month_day: tuple[int, int]) -> tuple[datetime | None, datetime | None]:
    day = None if year is None else _day(year, *month_day)
    return (None, None) if day is None else _span(day, day + DAY, None)


def _new_year(year: int | None) -> datetime | None:
    return datetime(year, 1, 1, tzinfo=UTC) if year is not None and year in YEARS else None
