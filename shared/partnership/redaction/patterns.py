"""Find what looks like a number, a postcode, a contact, an address or a place."""

import re
from collections.abc import Iterator

from partnership.redaction.known import Kind, Known, Mark

_CAPITAL = r"(?:St\.?|[A-Z][\w'’]*)"
_NAMED = rf"(?:{_CAPITAL}(?:[\s-]+(?:of\s+|the\s+|and\s+|&\s+)?)){{1,6}}"
_PLACES = {
    "a school": r"(?:School|Academy|College|Sixth Form|Juniors|Infants|Primary"
    r"|Secondary|Grammar|High)",
    "a nursery": r"(?:Nursery|Pre-?[Ss]chool|Playgroup|Day ?[Cc]are|Children['’]?s "
    r"Centre)",
    "a hospital": r"(?:Hospital|Infirmary|Hospice|Ward)",
    "a health service": r"(?:Surgery|Clinic|Medical Centre|Health Centre|Practice"
    r"|Pharmacy)",
    "a place of worship": r"(?:Church|Mosque|Temple|Synagogue|Gurdwara|Parish)",
    "a place": r"(?:Park|Station|Leisure Centre|Estate|Court|House|Hostel|Hotel"
    r"|Swimming Pool|Prison)",
}
_STREETS = (
    "street|road|avenue|lane|close|drive|gardens|crescent|terrace|way|grove|place"
    "|walk|square|mews|hill|rise|row|parade|green|st|rd|ave|cres"
)
_TITLES = (
    "Dr|Doctor|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|PC|DC|DS|DI|DCI|Sgt|Sergeant"
    "|Detective|Sister|Nurse|Midwife|Consultant|Rev|Father|Imam|Rabbi|Sir|Lady|Cllr"
)
# What stands for itself, with no word of the case: kind, label and form.
_FORMS = tuple(
    (kind, label, re.compile(form, flags))
    for kind, label, form, flags in (
        (Kind.CONTACT, "e-mail", r"[\w.+'’-]+\s?@\s?[\w-]+(?:\.[\w-]+)*", 0),
        (Kind.CONTACT, "web address", r"(?:https?://|www\.)\S+", re.IGNORECASE),
        (Kind.CONTACT, "handle", r"(?<![\w.])@\w{3,}", 0),
        (
            Kind.NUMBER, "number",
            r"(?<!\d)\+?\(?\d(?:[ ()./\u00a0-]{0,2}\d){8,}(?!\d)", 0,
        ),
        (Kind.CONTACT, "number", r"(?<!\d)\d{3,5}[ -]\d{4,6}(?!\d)", 0),
        (Kind.NUMBER, "number", r"(?<!\w)[A-Za-z]{0,3}[-/ ]?\d{5,}(?!\d)", 0),
        (
            Kind.POSTCODE, "postcode",
            r"(?<!\w)[A-Z]{1,2}[0-9O][A-Z0-9]?[ \u00a0]{0,3}[0-9O][A-Z]{2}(?!\w)",
            re.IGNORECASE,
        ),
        (
            Kind.ADDRESS, "an address",
            rf"(?<!\w)(?:(?:flat|no\.?)\s+)?\d{{1,4}}[a-z]?,?\s+(?:[a-z'’]+\s+){{1,3}}"
            rf"(?:{_STREETS})(?!\w)", re.IGNORECASE,
        ),
        (
            Kind.ADDRESS, "an address",
            rf"(?<!\w)(?:[A-Z][\w'’]+\s+){{1,3}}(?:{_STREETS.title()})(?!\w)", 0,
        ),
        (
            Kind.NAME, "name",
            rf"(?<!\w)(?:{_TITLES})\.?\s+(?:[A-Z][\w'’-]*\.?\s*){{1,3}}(?<!\s)", 0,
        ),
        *(
            (Kind.PLACE, label, rf"(?<!\w){_NAMED}{form}(?!\w)", 0)
            for label, form in _PLACES.items()
        ),
        (
            Kind.PLACE, "a school",
            r"(?<!\w)st\.? \w+(?:['’]s)?(?: \w+){0,3} (?:school|academy|nursery)(?!\w)",
            re.IGNORECASE,
        ),
    )
)  # fmt: skip
# The plain words for all of these.
LABELS = frozenset(label for _, label, _ in _FORMS)
# Signs that people put between the digits of a number.
_APART = r"[\s./\u00a0-]{0,3}"


def patterns(text: str, known: Known) -> Iterator[Mark]:
    """Whatever in a text has one of these forms, and the number and postcode known."""
    for kind, label, form in (*_FORMS, *_of_case(known)):
        for match in form.finditer(text):
            yield Mark(start=match.start(), end=match.end(), kind=kind, label=label)


def _of_case(known: Known) -> Iterator[tuple[Kind, str, re.Pattern[str]]]:
    if known.number:
        form = _APART.join(known.number)
        yield Kind.NUMBER, "number", re.compile(form)
    if known.postcode:
        code = "".join(known.postcode.split())
        form = _APART.join(re.escape(sign) for sign in code)
        yield Kind.POSTCODE, "postcode", re.compile(form, re.IGNORECASE)
        outward = re.escape(code[:-3])
        form = rf"(?<!\w){outward}(?!\w)"
        yield Kind.POSTCODE, "postcode", re.compile(form, re.IGNORECASE)
