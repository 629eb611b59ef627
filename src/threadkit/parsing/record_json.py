"""Findings as plain dicts and back, exactly; and the JSON text of plain data.

What a field becomes is decided by its declared type, so a new field of a record needs no word here:

=============  =====================================================================
type           in JSON
=============  =====================================================================
record         object of all its fields that are not None; a finding also has "type"
enum           its value
tuple          array
datetime       ISO 8601; of a named zone followed by the name: "...+02:00[Europe/Rome]"
timedelta      "P<days>DT<seconds>[.<six digits>]S", days may be negative
=============  =====================================================================
"""

from __future__ import annotations

import enum
import functools
import re
import types
import typing
from collections.abc import Callable
from datetime import datetime, timedelta

import attrs

from threadkit import records

__all__ = ["dumps", "from_plain", "loads", "to_plain"]

FINDINGS: dict[str, type] = {each.__name__: each for each in typing.get_args(records.Finding)}
DURATION = re.compile(r"P(-?\d{1,9})DT(\d{1,5})(?:\.(\d{6}))?S", re.ASCII)
ZONED = re.compile(r"([^\[\]]{1,64})\[([^\[\]]{1,64})\]")

Plain = typing.Any  #: what JSON can say
Value = typing.Any  #: what a field of a record holds
Hint = typing.Any  #: the declared type of a field
Encode = Callable[[Value], Plain]
Decode = Callable[[Plain, str], Value]  #: what was read and its place; raises ValueError naming the place


def to_plain(record: Value) -> dict[str, Plain]:
    """A record as dicts, lists, strings, numbers and booleans; "type" tells its class.

    >>> from threadkit.records import Count, Declared, Source
    >>> to_plain(Declared(Source("page.txt"), "posts", Count.of(3)))["type"]
    'Declared'
    """
    cls: Hint = type(record)
    plain: dict[str, Plain] = {"type": cls.__name__}
    plain.update(_record_encoder(cls)(record))
    return plain


def from_plain(plain: object, place: str = "$") -> records.Finding:
    """The finding that :func:`to_plain` made `plain` of, equal in every field.

    `place` is where `plain` stands, for the message. Raises ValueError for an unknown class or field, a
    value of another type, or one that the record itself refuses.

    >>> from_plain({"type": "Problem", "what": "odd", "saw": "?", "severity": "info"})
    Problem(source=None, what='odd', saw='?', severity=<Severity.INFO: 'info'>)
    """
    if not isinstance(plain, dict):
        raise ValueError(f"{place}: expected an object, found {_name(plain)}")
    cls = FINDINGS.get(plain["type"]) if isinstance(plain.get("type"), str) else None
    if cls is None:
        raise ValueError(f"{place}.type: no finding is called {plain.get('type')!r}; known: {', '.join(FINDINGS)}")
    fields = {key: value for key, value in plain.items() if key != "type"}
    return typing.cast("records.Finding", _record_decoder(cls)(fields, place))


def dumps(plain: object) -> str:
    r"""JSON on one line. Lone surrogates, which UTF-8 has no form for, are written as ``\uD800`` escapes."""
    import msgspec

    try:
        return msgspec.json.encode(plain).decode()
    except UnicodeEncodeError:
        import json

        return json.dumps(plain, ensure_ascii=True, separators=(",", ":"))


def loads(text: str) -> Plain:
    """What a JSON text says, lone surrogates included. Raises ValueError when it is no JSON."""
    import msgspec

    try:
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeEncodeError):  # msgspec refuses escapes of lone surrogates
            import json

            return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply to be read") from None


# -- writing: one function for each type, found once ------------------------------------------------------------


@functools.cache
def _record_encoder(cls: Hint) -> Encode:
    hints = typing.get_type_hints(cls)
    fields = [(each.name, _encoder(hints[each.name])) for each in attrs.fields(cls)]

    def encode(record: Value) -> dict[str, Plain]:
        plain = {}
        for name, to in fields:
            value = getattr(record, name)
            if value is not None:
                plain[name] = to(value)
        return plain

    return encode


@functools.cache
def _encoder(hint: Hint) -> Encode:
    hint = _without_none(hint)[0]
    origin: object = typing.get_origin(hint)
    if origin is tuple:
        return _tuple_encoder(typing.get_args(hint))
    if attrs.has(hint):
        return _record_encoder(hint)
    if isinstance(hint, enum.EnumMeta):
        return lambda member: member.value
    if hint is datetime:
        return _datetime_text
    return _duration_text if hint is timedelta else _as_is


def _tuple_encoder(parts: tuple[Hint, ...]) -> Encode:
    if parts[-1] is Ellipsis:
        one = _optional(_encoder(parts[0]))
        return lambda values: [one(value) for value in values]
    each = [_optional(_encoder(part)) for part in parts]
    return lambda values: [to(value) for to, value in zip(each, values, strict=True)]


def _as_is(value: Value) -> Plain:
    return value


def _optional(to: Encode) -> Encode:
    return lambda value: None if value is None else to(value)


def _datetime_text(moment: datetime) -> str:
    # A name is kept, as in a repeated hour datetimes of a named zone equal none of any other zone.
    name = getattr(moment.tzinfo, "key", None)
    return f"{moment.isoformat()}[{name}]" if name else moment.isoformat()


def _duration_text(span: timedelta) -> str:
    fraction = f".{span.microseconds:06}" if span.microseconds else ""
    return f"P{span.days}DT{span.seconds}{fraction}S"


# -- reading ----------------------------------------------------------------------------------------------------


@functools.cache
def _record_decoder(cls: Hint) -> Decode:
    hints = typing.get_type_hints(cls)
    decoders = {each.name: _decoder(hints[each.name]) for each in attrs.fields(cls)}
    nullable = {name for name in decoders if _without_none(hints[name])[1]}
    needed = {each.name for each in attrs.fields(cls) if each.default is attrs.NOTHING} - nullable

    def decode(plain: Plain, place: str) -> Value:
        _expect(plain, dict, place)
        # None is never written: absent is None where None is allowed, else the default.
        values = dict.fromkeys(nullable)
        for name, value in plain.items():
            if name not in decoders:
                raise ValueError(f"{place}: {cls.__name__} has no field {name!r}")
            values[name] = decoders[name](value, f"{place}.{name}")
        if lacking := needed.difference(values):
            raise ValueError(f"{place}: {cls.__name__} needs {', '.join(sorted(lacking))}")
        try:
            return cls(**values)
        except ValueError as error:
            raise ValueError(f"{place}: {error}") from None

    return decode


@functools.cache
def _decoder(hint: Hint) -> Decode:
    bare, nullable = _without_none(hint)
    decode = _bare_decoder(bare)
    if not nullable:
        return decode
    return lambda value, place: None if value is None else decode(value, place)


def _bare_decoder(hint: Hint) -> Decode:
    origin: object = typing.get_origin(hint)
    if origin is tuple:
        return _tuple_decoder(typing.get_args(hint))
    if attrs.has(hint):
        return _record_decoder(hint)
    if isinstance(hint, enum.EnumMeta):
        members: dict[str, enum.Enum] = {member.value: member for member in typing.cast("type[enum.Enum]", hint)}
        return functools.partial(_read_enum, members)
    if hint is datetime:
        return _read_datetime
    if hint is timedelta:
        return _read_duration
    if hint is float:
        return lambda value, place: float(_expect(value, (int, float), place))
    return lambda value, place: _expect(value, hint, place)


def _tuple_decoder(parts: tuple[typing.Any, ...]) -> Decode:
    if parts[-1] is Ellipsis:
        one = _decoder(parts[0])

        def many(values: Plain, place: str) -> Value:
            _expect(values, list, place)
            return tuple(one(value, f"{place}[{i}]") for i, value in enumerate(values))

        return many
    each = [_decoder(part) for part in parts]

    def fixed(values: Plain, place: str) -> Value:
        if len(_expect(values, list, place)) != len(each):
            raise ValueError(f"{place}: expected {len(each)} values, found {len(values)}")
        return tuple(decode(value, f"{place}[{i}]") for i, (decode, value) in enumerate(zip(each, values, strict=True)))

    return fixed


def _expect(value: Plain, kind: type | tuple[type, ...], place: str) -> Value:
    kinds = kind if isinstance(kind, tuple) else (kind,)
    # True is an int to Python and no number to JSON.
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        expected = " or ".join(each.__name__ for each in kinds)
        raise ValueError(f"{place}: expected {expected}, found {_name(value)}")
    return value


def _read_enum(members: dict[str, enum.Enum], value: Plain, place: str) -> enum.Enum:
    member = members.get(value) if isinstance(value, str) else None
    if member is None:
        raise ValueError(f"{place}: expected one of {', '.join(members)}, found {value!r}")
    return member


def _read_datetime(value: Plain, place: str) -> datetime:
    text, name = _expect(value, str, place), None
    if zoned := ZONED.fullmatch(text):
        text, name = zoned.groups()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{place}: no time of ISO 8601: {value!r}") from None
    if name is None:
        return moment
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        zone = ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return moment  # a zone this machine does not know: the same moment all the same
    offset = moment.utcoffset()
    for fold in (0, 1):
        local = moment.replace(tzinfo=zone, fold=fold)
        if local.utcoffset() == offset:
            return local
    return moment


def _read_duration(value: Plain, place: str) -> timedelta:
    found = DURATION.fullmatch(_expect(value, str, place))
    if not found:
        raise ValueError(f"{place}: no duration like P30DT0S: {value!r}")
    try:
        return timedelta(int(found[1]), int(found[2]), int(found[3] or 0))
    except OverflowError:
        raise ValueError(f"{place}: too long a duration: {value!r}") from None


def _without_none(hint: Hint) -> tuple[Hint, bool]:
    """The type without "or None", and whether it had that."""
    origin: object = typing.get_origin(hint)
    if origin is not types.UnionType and origin is not typing.Union:
        return hint, False
    rest = [each for each in typing.get_args(hint) if each is not type(None)]
    if len(rest) != 1:
        raise TypeError(f"a field of a record is of one type or None, not {hint}")
    return rest[0], len(rest) < len(typing.get_args(hint))


def _name(value: object) -> str:
    return "null" if value is None else type(value).__name__
