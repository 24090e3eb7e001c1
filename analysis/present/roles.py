"""What a colour means, and its two values: one on the light page, one on the dark.

This is the only place that holds colours. Figures, the style sheet, the page over editions, the favicon and the picture
of the README take them from here. A figure is drawn once, in the light colours; its dark form is the same drawing with
each colour replaced by its dark partner. Names stand in these colours, so each reaches a contrast of 4.5:1 against the
page; lines and bars are named beside them, so that no reader needs to tell hues apart. Those that stand in one figure
stay apart for the three kinds of colour blindness too, by lightness where their hues fall together.
"""

from enum import Enum

from analysis.errors import ReportError

Pair = tuple[str, str]

_INK: Pair = ("#1f2a36", "#e6eaee")
_BLUE: Pair = ("#0b66a8", "#5ab1ef")
_RED: Pair = ("#b3202c", "#ff7b84")
_GREEN: Pair = ("#0a7a5e", "#44c8a0")
_VIOLET: Pair = ("#5b3fa8", "#b7a5f7")
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
    LINK = ("link", "#0a58b0", "#69b3ff")

    EXPORTS = ("exports", *_BLUE)
    IMPORTS = ("imports", "#c4510a", "#ff9a52")
    DEFICIT = ("deficit", *_RED)
    SURPLUS = ("surplus", *_GREEN)

    PARTNER = ("partner", *_VIOLET)
    ALL_COUNTRIES = ("all_countries", *_INK)
    OTHER = ("other", *_GREY)
    ITEM_1 = ("item.1", "#1c4a86", "#8bc3dc")  # items of a list that have no meaning of their own: peers, industries
    ITEM_2 = ("item.2", "#886318", "#c9954f")
    ITEM_3 = ("item.3", "#1f6f3f", "#b8eeb0")
    ITEM_4 = ("item.4", "#b65257", "#e3c4c4")
    ITEM_5 = ("item.5", "#4d4413", "#948868")
    ITEM_6 = ("item.6", "#8d5ea3", "#7d94cc")

    AUTHORITY_IEEPA = ("authority.ieepa", "#9a6c00", "#f0c04a")
    AUTHORITY_122 = ("authority.122", "#17463f", "#86eacf")
    AUTHORITY_201 = ("authority.201", "#5a3410", "#cf7f62")
    AUTHORITY_232 = ("authority.232", "#3d6a96", "#afcaef")
    AUTHORITY_301 = ("authority.301", "#7a0f68", "#d183e0")
    AUTHORITY_OTHER = ("authority.other", "#746536", "#bfba5c")
    BASE_DUTY = ("base_duty", *_GREY)

    DUTY_BY_LAW = ("duty_by_law", "#84358f", "#dc9be8")
    DUTY_OWED = ("duty_owed", "#3b6670", "#6cb9b7")
    RECEIPTS = ("receipts", "#3a4690", "#9db4f0")
    REFUNDS = ("refunds", "#bd4a46", "#e58a80")
    MIX = ("mix", "#6d3f88", "#c9a9ea")  # parts of one whole, apart in grey too
    ON_THE_WATER = ("on_the_water", "#03343a", "#a5f3ef")
    UNEXPLAINED = ("unexplained", *_GREY)

    EXPECTED = ("expected", "#35607a", "#a9c8de")
    INTERVAL = ("interval", "#35607a", "#a9c8de")
    OUTSIDE = ("outside", *_INK)
    INSIDE = ("inside", *_GREY)

    HOLDS = ("holds", "#1d3f4a", "#6fd0ea")
    HOLDS_IN_PART = ("holds_in_part", "#85662f", "#e8b27a")
    FITS = ("fits", "#00728f", "#c4e4ea")
    WRONG = ("wrong", "#962600", "#e0705f")
    AIM = ("aim", "#5d1a66", "#a86cc0")
    UNKNOWN = ("unknown", *_GREY)

    ROUND = ("round", "#2a3170", "#b9c0ff")
    MEETING = ("meeting", "#7a6a10", "#e0d070")
    PURCHASE = ("purchase", "#377b4a", "#7fd89a")
    COURT = ("court", "#6b2f00", "#d98e55")
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
