"""Mail: a made-up mailbox, a Maildir, single mails, and what happens to broken ones."""

from __future__ import annotations

import io
import tracemalloc
from datetime import UTC, datetime
from functools import partial

import pytest
from made_exports import (
    SAMPLES,
    cut,
    folder,
    furniture,
    links,
    material_of,
    posts,
    problems,
    read_soundly,
    sample,
    spoilt,
)

from threadkit.archive import Archive
from threadkit.parsing.formats import mail as form
from threadkit.parsing.identity import sighting_id
from threadkit.parsing.mail.mbox import is_parting, mails_of
from threadkit.parsing.mail.message import Headers as HeadersOf
from threadkit.parsing.mail.message import decoded, ids_in, parsed, when_of
from threadkit.parsing.material import Fit, Head, Hints, Material
from threadkit.records import Author, Basis, Capture, Card, Finding, Media, Sighting, TimeBasis

BOX = SAMPLES / "mail" / "list.mbox"


def box() -> list[Finding]:
    return read_soundly(form, material_of(BOX.read_bytes(), "list.mbox"))


def one(name: str) -> Sighting:
    """The first sighting of an id."""
    return next(found for found in box() if isinstance(found, Sighting) and found.id == f"mail:{name}@example.org")


def mail_of(text: str | bytes) -> list[Finding]:
    data = text if isinstance(text, bytes) else text.encode()
    return read_soundly(form, Material("a.eml", Head("a.eml"), Hints(), lambda: io.BytesIO(data), lambda: ""))


def only(findings: list[Finding]) -> Sighting:
    (found,) = [found for found in findings if isinstance(found, Sighting)]
    return found


def test_mailbox_is_read_mail_by_mail() -> None:
    findings = box()
    capture = findings[0]
    assert isinstance(capture, Capture)
    assert (capture.format, capture.platform, capture.states_parents) == ("mail", "mail", False)
    found = [f for f in findings if isinstance(f, Sighting)]
    assert [post.id and post.id.removeprefix("mail:").split("@")[0] for post in found] == [
        "dial-1", "dial-2", "dial-4", "dial-5", "dial-1", "dial-1", None, "dial-8", "dial-9",
    ]  # fmt: skip
    assert [post.source.locator for post in found] == [
        "line 2", "line 23", "line 61", "line 72", "line 84", "line 92", "line 102", "line 109",
        "line 109, mail 1 in it",
    ]  # fmt: skip
    assert [post.source.position for post in found] == list(range(9))
    assert furniture(findings) == [("folder data", "DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA")]


MARK = b"\xef\xbb\xbf"


@pytest.mark.parametrize("start", [MARK, MARK + b"\n", b"\n" + MARK, MARK * 2])
def test_byte_order_marks_cost_no_mail(start: bytes) -> None:
    data = BOX.read_bytes()
    wanted = [f for f in box() if isinstance(f, Sighting)]
    found = read_soundly(form, material_of(start + data, "list.mbox"))
    assert [f.text for f in found if isinstance(f, Sighting)] == [f.text for f in wanted]
    two = EML_BOX + b"\n" + MARK + EML_BOX.replace(b"one@", b"two@")
    joined = posts(read_soundly(form, material_of(two, "x.mbox")))
    assert list(joined) == ["mail:one@example.org", "mail:two@example.org"]
    assert only(mail_of(start + EML)).id == "mail:one@example.org"


EML = b"From: Ada <ada@example.org>\nDate: Wed, 01 May 2024 14:00:00 +0200\nMessage-ID: <one@example.org>\n\nBody.\n"
EML_BOX = b"From ada@example.org Wed May  1 12:00:00 2024\n" + EML


def test_text_is_subject_and_body() -> None:
    assert one("dial-1").text == (
        "Is the sundial slow?\n\n"
        "By an hour, I think.\nFrom noon on it is worse.\nFrom time to time I look: nothing.\n\n"
        "From here on only lines of mine, at 12:00 in 2024.\n\n-- \nAda"
    )


def test_headers_are_read() -> None:
    post = one("dial-1")
    assert post.author == Author(name="Example, Ada", id="ada@example.org")
    assert (post.url, post.lang) == ("https://lists.example.org/dial-1", "en")
    assert post.when is not None
    assert (post.when.earliest, post.when.basis) == (datetime(2024, 5, 1, 12, tzinfo=UTC), TimeBasis.EXACT)
    assert one("dial-2").author == Author(name="Bö Example", id="bo@example.org")


def test_parts() -> None:
    post = one("dial-2")
    assert post.text == "Re: Is the sundial slow? – yes\n\n> By an hour, I think.\nSummer time, naïf."
    assert post.media == (Media("image", None, None),)
    assert post.cards == (Card("Pläne.pdf", None, None),)
    assert one("dial-5").text == "Re: Is the sundial slow?\n\nSee this (https://example.org/a)\n\nBye"


def test_times_with_and_without_zones() -> None:
    minute = one("dial-2").when
    assert minute is not None
    assert (minute.earliest, minute.basis) == (datetime(2024, 5, 1, 12, 5, tzinfo=UTC), TimeBasis.EXACT)
    assert minute.width is not None
    assert minute.width.total_seconds() == 60
    clock = one("dial-4").when
    assert clock is not None
    assert (clock.basis, clock.wall) == (TimeBasis.CLOCK, datetime(2024, 5, 1, 12, 10))  # noqa: DTZ001 - a clock's
    odd = one("dial-5")
    assert odd.when is None
    assert [(name, when.earliest) for name, when in odd.other_times] == [
        ("received", datetime(2024, 5, 1, 12, 15, 3, tzinfo=UTC)),
    ]  # fmt: skip


def test_links() -> None:
    def mails(*names: str) -> tuple[str, ...]:
        return tuple(f"mail:{name}@example.org" for name in names)

    assert links(box()) == {
        ("reply", *mails("dial-2", "dial-1"), "stated"),
        ("reply", *mails("dial-4", "dial-1"), "stated"),
        ("reply", *mails("dial-4", "dial-3"), "shown"),
        ("reply", *mails("dial-1", "dial-0"), "shown"),
        ("reply", *mails("dial-2", "dial-1"), "shown"),
        ("reply", *mails("dial-3", "dial-2"), "shown"),
        ("reply", *mails("dial-5", "dial-1"), "stated"),
        ("quote", *mails("dial-8", "dial-9"), "shown"),
    }


def test_threads_have_gaps_and_no_subjects() -> None:
    archive = Archive(box())
    link = archive.reply_link("mail:dial-4@example.org")
    assert link is not None
    assert (link.parent, link.basis) == ("mail:dial-1@example.org", Basis.STATED)
    assert {gap.id: gap.side for gap in archive.missing} == {
        "mail:dial-0@example.org": "above", "mail:dial-3@example.org": "below",
    }  # fmt: skip
    assert archive.reply_link("mail:dial-8@example.org") is None
    root = archive["mail:dial-1@example.org"]
    assert {post.id for post in archive.tree(root).posts} == {
        f"mail:dial-{n}@example.org" for n in (1, 2, 4, 5)
    }  # fmt: skip


def test_where_what_is_answered_is_not_here_references_tell_the_thread() -> None:
    """Also if In-Reply-To and References disagree: the gap stands between the thread and the mail."""
    def mail(name: str, minute: int, headers: str = "") -> str:
        date = f"Wed, 01 May 2024 12:{minute:02}:00 +0000"
        start = "From ada@example.org Wed May  1 12:00:00 2024\nFrom: ada@example.org\n"
        return f"{start}Date: {date}\nMessage-ID: <{name}@example.org>\n{headers}\nWords of {name}.\n\n"

    text = mail("one", 1) + mail(
        "two", 2, "In-Reply-To: <lost@example.org>\nReferences: <one@example.org> <other@example.org>\n"
    )
    findings = read_soundly(form, material_of(text.encode(), "box"))
    assert ("ancestor", "mail:two@example.org", "mail:one@example.org", "shown") in links(findings)
    gaps = {gap.id: (gap.side, gap.near) for gap in Archive(findings).missing}
    assert gaps == {
        "mail:lost@example.org": ("between", ("mail:one@example.org", "mail:two@example.org")),
        "mail:other@example.org": ("below", ("mail:one@example.org",)),
    }


def test_mails_of_one_id_are_both_kept() -> None:
    found = [f for f in box() if isinstance(f, Sighting) and f.id is not None and f.id.startswith("mail:dial-1@")]
    assert [post.text.split("\n")[0] for post in found] == [
        "Is the sundial slow?", "Another mail", "[Dials] Is the sundial slow?",
    ]  # fmt: skip
    assert found[0].id == found[2].id == "mail:dial-1@example.org"  # the same mail, by way of the list
    assert found[1].id is not None
    assert found[1].id.startswith("mail:dial-1@example.org#")


def test_what_is_odd_is_told() -> None:
    assert [(place, what.split(";")[0]) for place, what in problems(box(), info=True)] == [
        ("line 61", "In-Reply-To and References name different mails"),
        ("line 72", "a date that cannot be read"),
        ("line 84", "another mail has the same id"),
        ("line 102", "a mail without an id"),
        ("line 109", "a mail that names itself as one above it"),
    ]


def test_mail_without_an_id_has_links() -> None:
    findings = mail_of("From: a@example.org\nDate: 1 May 2024 12:00:00 +0000\nIn-Reply-To: <x@example.org>\n\nHello.\n")
    post = only(findings)
    assert post.id is None
    assert links(findings) == {("reply", sighting_id(post), "mail:x@example.org", "stated")}


def test_single_mail_with_bytes_of_no_charset() -> None:
    post = only(read_soundly(form, material_of((SAMPLES / "mail/old.eml").read_bytes(), "odd")))
    assert (post.id, post.text) == ("mail:old-2@example.org", "Grüße\n\nSchön.")
    assert post.author == Author(name="Jörg Example", id="joerg@example.org")
    assert post.when is not None
    assert post.when.earliest == datetime(2024, 5, 1, 13, tzinfo=UTC)
    findings = mail_of((SAMPLES / "mail/old.eml").read_bytes())
    assert [what for _, what in problems(findings)] == ["a charset that is not known: x-example"]
    assert links(findings) == {("reply", "mail:old-2@example.org", "mail:old-1@example.org", "stated")}


def test_maildir_is_one_thing() -> None:
    material = folder("mail/maildir")
    findings = read_soundly(form, material)
    assert [(post.id, post.source.locator) for post in findings if isinstance(post, Sighting)] == [
        ("mail:folder-1@example.org", "cur/1714564800.M1P1.example:2,S"),
        ("mail:folder-2@example.org", "new/1714564860.M2P1.example"),
    ]
    assert links(findings) == {("reply", "mail:folder-2@example.org", "mail:folder-1@example.org", "stated")}
    assert form.detect(material.head) is Fit.YES


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        (["cur/1714564800.M1.example:2,S", "new/1714564860.M2.example", "tmp/1714564860.M3.example"],
         [["cur/1714564800.M1.example:2,S", "new/1714564860.M2.example"]]),
        (["a/cur/1714564800.M1", "b/cur/1714564800.M1;2,", "notes.txt"],
         [["a/cur/1714564800.M1"], ["b/cur/1714564800.M1;2,"]]),
        (["new/readme.txt", "new/1714564800.json", "cur/page.html", "new/folder/1714564800.M1"], []),
        ([], []),
    ],
)  # fmt: skip
def test_folders_that_are_maildirs(names: list[str], groups: list[list[str]]) -> None:
    assert [list(group) for group in form.claim(names)] == groups


@pytest.mark.parametrize(
    ("name", "text", "fit"),
    [
        ("x", form.EXAMPLE, Fit.YES),
        ("x", "\n\n" + form.EXAMPLE, Fit.YES),
        ("x", "Message-ID: <a@example.org>\nFrom: a\nSubject: b\n\nText", Fit.YES),
        ("x", "Received: by b.example.org\n (a)\nFrom: a\nSubject: b\n\nText", Fit.YES),
        ("x", "From: Ada\nDate: 1 May 2024\n\nA pasted mail.", Fit.MAYBE),
        ("x.eml", "From: Ada\nDate: 1 May 2024\n\nA saved mail.", Fit.YES),
        ("x", "From ada@example.org Wed May  1 12:00:00 2024\nSubject: b\n\n", Fit.MAYBE),
        ("x", "From: <Saved by Example>\nSnapshot-Content-Location: https://example.org\nSubject: a\nMIME-Version:\n\n",
         Fit.NO),
        ("x", "From time to time\nI look.", Fit.NO),
        ("x", "Subject: a note\nDate: today\n\n", Fit.NO),
        ("x", "WARC/1.0\nWARC-Type: response\n\n", Fit.NO),
        ("x", "Ada Example: hello\nBo Example: hello, too\n", Fit.NO),
        ("x", '{"from": "ada"}', Fit.NO),
        ("x", "", Fit.NO),
        ("x.eml", "<html>From: a\nDate: b", Fit.NO),
    ],
)  # fmt: skip
def test_recognised(name: str, text: str, fit: Fit) -> None:
    assert form.detect(Head(name, text)) is fit


@pytest.mark.parametrize(
    ("line", "after_empty", "following", "parting"),
    [
        (b"From ada@example.org Wed May  1 12:00:00 2024", True, b"From: ada", True),
        (b"From 1797@xxx Wed May 01 12:00:00 +0000 2024", True, b"X-GM-THRID: 1797", True),
        (b"From ada at example.org  Wed May  1 12:00:00 2024", True, b"From: ada at example.org", True),
        (b"From - Wed May  1 12:00:00 2024", True, b"X-Mozilla-Status: 0001", True),
        (b"From ada", True, b"Received: from a", True),
        (b"From ada@example.org Wed May  1 12:00:00 2024", False, b"Return-Path: <>", True),
        (b"From ada@example.org Wed May  1 12:00:00 2024", True, b"", True),
        (b"From now on, at 12:00 in 2024", True, b"we meet here.", False),
        (b"From now on", True, b"Note: we meet here.", False),
        (b"From now on", False, b"From: is a header", False),
        (b"From: ada", True, b"To: bo", False),
    ],
)
def test_what_parts_mails(line: bytes, after_empty: bool, following: bytes, parting: bool) -> None:
    assert is_parting(line + b"\n", after_empty, following + b"\n") is parting


def test_quoted_from_lines_lose_one_sign() -> None:
    lines = [b"From a Wed May  1 12:00:00 2024\n", b"Subject: a\n", b"\n", b">From a\n", b">>From b\n", b"> From c\n"]
    assert [*mails_of(lines)] == [(2, b"Subject: a\n\nFrom a\n>From b\n> From c\n")]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?q?Caf=C3=A9?= at noon", "Café at noon"),
        ("=?UTF-8*en?B?Q2Fmw6k=?=", "Café"),
        ("=?iso-8859-1?q?a?= =?iso-8859-1?q?b?= c", "ab c"),
        ("=?utf-8?b?broken!?=", "=?utf-8?b?broken!?="),
        ("=?no-such?q?abc?=", "abc"),
        ("=?utf-8?q?=E9?=", "é"),
        ("no words =?", "no words =?"),
        ("=?utf-8?b?8J+Y?= =?utf-8?b?gA==?=", "😀"),
    ],
)
def test_encoded_headers(raw: str, text: str) -> None:
    if "broken" in raw:
        assert decoded(raw)  # whatever it gives, it is something
    else:
        assert decoded(raw) == text


@pytest.mark.parametrize(
    ("header", "ids"),
    [
        ("In-Reply-To: <a@b>", ["a@b"]),
        ("In-Reply-To: <a@b> (Ada's mail of Monday)", ["a@b"]),
        ("In-Reply-To: <a@b> <c@d>", ["a@b", "c@d"]),
        ("In-Reply-To: Ada <ada@example.org> wrote in <a@b>\nTo: ada@example.org", ["a@b"]),
        ("In-Reply-To: a@b", ["a@b"]),
        ("In-Reply-To: your mail of Monday", []),
        ("In-Reply-To: <a\n @b>", ["a@b"]),
        ("In-Reply-To: <>", []),
        ("In-Reply-To:", []),
    ],
)
def test_ids_in_headers(header: str, ids: list[str]) -> None:
    message, _ = parsed(header.encode() + b"\n\n")
    assert ids_in(HeadersOf(message), "in-reply-to") == ids


@pytest.mark.parametrize(
    ("raw", "start"),
    [
        ("Wed, 01 May 2024 14:00:00 +0200", "2024-05-01T12:00:00+00:00"),
        ("Wed, 01 May 2024 14:00:00 +0200 (CEST)", "2024-05-01T12:00:00+00:00"),
        ("1 May 24 14:00 GMT", "2024-05-01T14:00:00+00:00"),
        ("Wed May  1 14:00:00 2024 -0000", "2024-05-01T14:00:00+00:00"),
        ("Wed, 01 May 2024 23:59:60 +0000", "2024-05-01T23:59:59+00:00"),
        ("2024-05-01T14:00:00Z", "2024-05-01T14:00:00+00:00"),
        ("Wed, 31 Feb 2024 14:00:00 +0200", None),
        ("Wed, 01 May 2024 14:00:00 +9999", None),
        ("Wed, 01 May 99999 14:00:00 +0000", None),
        ("yesterday, or so", None),
        ("", None),
    ],
)
def test_dates(raw: str, start: str | None) -> None:
    when = when_of(raw, None)
    assert (when and when.earliest and when.earliest.isoformat()) == start


def test_plain_stub_gives_way_to_the_real_text() -> None:
    head = "From: a@example.org\nMessage-ID: <a@b>\nDate: 1 May 2024 12:00:00 +0000\nMIME-Version: 1.0\n"
    body = "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nThis mail is HTML.\n--b\n"
    body += "Content-Type: text/html\n\n{}\n--b--\n"
    html = "<p>" + "All that there is to say of dials. " * 5
    assert only(mail_of(head + body.format(html))).text.startswith("All that there is")
    assert only(mail_of(head + body.format("<p>This mail is HTML."))).text == "This mail is HTML."


def test_end_that_is_missing_is_told() -> None:
    findings = mail_of("From: a\nMessage-ID: <a@b>\nDate: 1 May 2024 12:00:00 +0000\nMIME-Version: 1.0\n"
                       "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nNot all of")  # fmt: skip
    assert only(findings).truncated
    assert [what for _, what in problems(findings)] == ["its end is missing: the last part is not closed"]


def test_loops_of_replies_are_borne() -> None:
    mail = (
        "From x Wed May  1 12:00:00 2024\nFrom: {0}@example.org\nMessage-ID: <{0}@x>\n"
        "Date: 1 May 2024 12:00:00 +0000\nIn-Reply-To: <{1}@x>\n"
        "References: <{0}@x> <{1}@x> <{0}@x> <{1}@x>\n\nHello.\n\n"
    )
    findings = read_soundly(form, material_of((mail.format("a", "b") + mail.format("b", "a")).encode()))
    assert {link for link in links(findings) if link[3] == "stated"} == {
        ("reply", "mail:a@x", "mail:b@x", "stated"), ("reply", "mail:b@x", "mail:a@x", "stated"),
    }  # fmt: skip
    assert len(Archive(findings).posts) == 2


def test_parts_nested_deep_are_borne() -> None:
    deep = "From: a\nMessage-ID: <a@b>\nDate: 1 May 2024 12:00:00 +0000\nMIME-Version: 1.0\n"
    for n in range(600):
        deep += f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"
    findings = mail_of(deep + "\nDeep.")
    assert "Deep." in only(findings).text
    within = "From: a\nMessage-ID: <a@b>\nDate: 1 May 2024 12:00:00 +0000\nContent-Type: message/rfc822\n\n"
    assert [found for found in mail_of(within * 300 + "Deep.") if isinstance(found, Sighting)]


@pytest.mark.parametrize(
    ("charset", "body", "text", "told"),
    [
        ("utf-8", b"caf\xc3\xa9", "café", None),
        ("us-ascii", b"caf\xc3\xa9", "café", None),
        ("utf-8", b"caf\xe9", "café", "not in the charset that it names: utf-8"),
        ("iso-8859-1", b"\x93so\x94", "“so”", None),
        ("gb2312", b"\xc4\xe3", "你", None),
        ("x-no-such", b"caf\xe9", "café", "a charset that is not known: x-no-such"),
        ("unicode_escape", b"\\d", "\\d", "a charset that is not known: unicode_escape"),
        ('"\x00"', b"\xe9", "é", "not in the charset that it names: \x00"),
        ("base64", b"abc", "abc", "a charset that is not known: base64"),
    ],
)
def test_charsets(charset: str, body: bytes, text: str, told: str | None) -> None:
    head = "From: a\nMessage-ID: <a@b>\nDate: 1 May 2024 12:00:00 +0000\nContent-Type: text/plain; charset="
    findings = mail_of(f"{head}{charset}\n\n".encode() + body)
    assert only(findings).text == text
    assert [what for _, what in problems(findings)] == ([told] if told else [])


@pytest.mark.parametrize(
    "header",
    ["From: " + "(" * 30_000, "To: " + "a@b, " * 30_000, "References: " + "<a@b> <" * 10_000,
     "Subject: " + "=?a?q?" * 30_000, "Content-Type: text/plain; " + 'a="' * 30_000, "Date: " + "(" * 30_000],
)  # fmt: skip
def test_odd_headers_are_borne(header: str) -> None:
    findings = mail_of(f"{header}\nMessage-ID: <c@d>\nIn-Reply-To: words <a@b> <c@b>\n\nHello.\n")
    assert only(findings).text.endswith("Hello.")


def test_bounce_tells_what_became_of_a_mail() -> None:
    findings = mail_of("From: a\nMessage-ID: <a@b>\nDate: 1 May 2024 12:00:00 +0000\nMIME-Version: 1.0\n"
                       "Content-Type: multipart/report; boundary=b\n\n--b\n\nSorry.\n--b\n"
                       "Content-Type: message/delivery-status\n\n"
                       "Reporting-MTA: dns; b\n\nAction: failed\n--b--\n")  # fmt: skip
    assert only(findings).text == "Sorry.\n\nReporting-MTA: dns; b\n\nAction: failed"


def test_mail_without_headers_is_left_out() -> None:
    text = "From x Wed May  1 12:00:00 2024\n\nonly words\n\n" + form.EXAMPLE
    findings = read_soundly(form, material_of(text.encode()))
    assert len(posts(findings)) == 2
    assert [what for _, what in problems(findings)] == ["no headers of a mail; left out"]
    assert [what for _, what in problems(read_soundly(form, material_of(b"\n\n")))] == ["no mail in it"]


def test_nothing_raises() -> None:
    data = BOX.read_bytes()
    for broken in (*cut(data), *spoilt(data, 60)):
        findings = read_soundly(form, material_of(broken, "odd"))
        Archive(findings)
    eml = (SAMPLES / "mail/old.eml").read_bytes()
    for broken in (*cut(eml), *spoilt(eml, 100)):
        read_soundly(form, material_of(broken, "odd"))


def test_mailbox_is_not_held_in_memory() -> None:
    head = b"From x Wed May  1 12:00:00 2024\nFrom: a@example.org\nMessage-ID: <%d@x>\n\n"
    data = b"".join(head % n + b"A line of words.\n" * 500 + b"\n" for n in range(100))
    big = Material("big.mbox", Head("big.mbox"), Hints(), partial(io.BytesIO, data), lambda: pytest.fail("read whole"))
    tracemalloc.start()
    count = sum(isinstance(found, Sighting) for found in form.read(big))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 100
    assert peak < len(data) / 3


def test_sample_helper_reads_what_is_there() -> None:
    assert posts(read_soundly(form, sample("mail/list.mbox"))).keys() == posts(box()).keys()
