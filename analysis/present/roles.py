"""What a colour means, and its two values: one on the light page, one on the dark.

This is the only place that holds colours. Figures, the style sheet, the page over editions, the favicon and the picture
of the README take them from here. A figure is drawn once, in the light colours; its dark form is the same drawing with
each colour replaced by its dark partner. Names stand in these colours, so each reaches a contrast of 4.5:1 against the
page; lines and bars are named beside them, so that no reader needs to tell hues apart.
"""

from enum import Enum

from analysis.errors import ReportError

Pair = tuple[str, str]

_INK: Pair = ("#1f2a36", "#e6eaee")
_BLUE: Pair = ("#0b66a8", "#5ab1ef")
_RED: Pair = ("#b3202c", "#ff7b84")
_GREEN: Pair = ("#0a7a5e", "#44c8a0")
_VIOLET: Pair = ("#5b3fa8", "#b7a5f7")
_SAND: Pair = ("#946a00", "#e3b53f")
_TEAL: Pair = ("#0e7c86", "#4fc7d1")
_PLUM: Pair = ("#a13d7d", "#ee8fcb")
_SLATE: Pair = ("#3d5a80", "#98b4dc")
_GREY: Pair = ("#6b757e", "#8b96a0")


class Role(Enum):
    """A meaning: its name in tables and style sheets, its colour on the light page and on the dark one."""

    def __init__(self, label: str, light: str, dark: str) -> None:
        self.label, self.light, self.dark = label, light, dark

    INK = ("ink", *_INK)
    MUTED = ("muted", "#5c6875", "#a7b2bd")
    GRID = ("grid", "#d7dde3", "#39434d")
    PAGE = ("page", "#fffffe", "#14181d")
    SURFACE = ("surface", "#f3f5f7", "#20262c")
    LINK = ("link", *_BLUE)

    EXPORTS = ("exports", *_BLUE)
    IMPORTS = ("imports", "#c4510a", "#ff9a52")
    DEFICIT = ("deficit", *_RED)
    SURPLUS = ("surplus", *_GREEN)

    PARTNER = ("partner", *_VIOLET)
    ALL_COUNTRIES = ("all_countries", *_INK)
    OTHER = ("other", *_GREY)
    ITEM_1 = ("item.1", "#3f76a3", "#7db4df")  # items of a list that have no meaning of their own: peers, industries
    ITEM_2 = ("item.2", "#8a7340", "#cbb273")
    ITEM_3 = ("item.3", "#427d68", "#83c4ab")
    ITEM_4 = ("item.4", "#99637d", "#d9a3bd")
    ITEM_5 = ("item.5", "#6b7a3a", "#b3c277")
    ITEM_6 = ("item.6", "#7a6a9c", "#b8a9da")

    AUTHORITY_IEEPA = ("authority.ieepa", *_SAND)
    AUTHORITY_122 = ("authority.122", *_TEAL)
    AUTHORITY_201 = ("authority.201", "#8a5a44", "#d3a48e")
    AUTHORITY_232 = ("authority.232", *_SLATE)
    AUTHORITY_301 = ("authority.301", *_PLUM)
    AUTHORITY_OTHER = ("authority.other", "#5f6b2d", "#b5c46a")
    BASE_DUTY = ("base_duty", *_GREY)

    DUTY_BY_LAW = ("duty_by_law", *_PLUM)
    DUTY_OWED = ("duty_owed", *_TEAL)
    RECEIPTS = ("receipts", *_SLATE)
    REFUNDS = ("refunds", *_RED)
    MIX = ("mix", "#1b3456", "#c3d6f5")  # parts of one whole, apart in grey too
    ON_THE_WATER = ("on_the_water", "#0b6670", "#3fb2bd")
    UNEXPLAINED = ("unexplained", *_GREY)

    EXPECTED = ("expected", *_SLATE)
    INTERVAL = ("interval", *_SLATE)
    OUTSIDE = ("outside", *_INK)
    INSIDE = ("inside", *_GREY)

    HOLDS = ("holds", *_BLUE)
    HOLDS_IN_PART = ("holds_in_part", *_SAND)
    FITS = ("fits", *_TEAL)
    WRONG = ("wrong", "#7d0f1a", "#ffb3b8")
    AIM = ("aim", *_PLUM)
    UNKNOWN = ("unknown", *_GREY)

    ROUND = ("round", *_VIOLET)
    MEETING = ("meeting", *_BLUE)
    PURCHASE = ("purchase", *_GREEN)
    COURT = ("court", *_RED)
    ACT = ("act", *_GREY)


ITEMS = tuple(role for role in Role if role.label.startswith("item."))
_THEME = {  # what the book's theme calls its own colours; the page over editions has no theme and takes ours
    "text-base": Role.INK,
    "text-muted": Role.MUTED,
    "background": Role.PAGE,
    "surface": Role.SURFACE,
    "border": Role.GRID,
    "link": Role.LINK,
}


def role(label: str) -> Role:
    """Return the role that a table calls ``label``; ReportError if there is none."""
    for one in Role:
        if one.label == label:
            return one
    raise ReportError(f"no role of colour {label!r}; roles: {', '.join(one.label for one in Role)}")


def items(names: list[str]) -> dict[str, Role]:
    """Return a role for each of ``names`` in order; from the seventh on they share that of all others."""
    return {name: ITEMS[place] if place < len(ITEMS) else Role.OTHER for place, name in enumerate(names)}


def dark(drawing: str) -> str:
    """Return the dark form of a drawing in the light colours."""
    for light_colour, dark_colour in {one.light: one.dark for one in Role}.items():
        drawing = drawing.replace(light_colour, dark_colour)
    return drawing


def css() -> str:
    """Return the style sheet that names every role, ``--report-imports``, with its light and dark colour.

    A class ``role-imports`` gives that colour the name ``--role``. The names of the theme for text, page and border are
    set for pages without it.
    """
    own = [f"  --report-{one.label.replace('.', '-')}: {_both(one)};" for one in Role]
    theme = [f"  --pst-color-{name}: {_both(one)};" for name, one in _THEME.items()]
    classes = [
        f".role-{name} {{ --role: var(--report-{name}); }}" for name in (one.label.replace(".", "-") for one in Role)
    ]
    return "\n".join([":root {", *own, *theme, "}", *classes, ""])


def favicon() -> str:
    """Return the icon of the book as SVG."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="6" fill="{Role.LINK.light}"/>'
        f'<path d="M6 8h20M9 8v7M15 8v10M21 8v16" stroke="{Role.PAGE.light}" stroke-width="3.5" fill="none"/></svg>\n'
    )


def _both(one: Role) -> str:
    return f"light-dark({one.light}, {one.dark})"
