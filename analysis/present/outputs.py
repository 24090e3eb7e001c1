"""What an output needs where the book's style sheet is not: in JupyterLab, nbconvert, on a hosting page.

These typeset what stands between two dollar signs as a formula, unless an element parts each sign from the words or the
outermost element asks to be left alone (jupyterlab/jupyterlab#8645). They also set the text of tables right, know no
dark drawing, and run no script of the book. A notebook that is not trusted loses styles and ``hidden`` too. The book
needs none of this, and takes it all off again.
"""

import json
import re
from html import escape

from analysis.language import say

DOLLAR = "<span>&#36;</span>"
_DARK = ":is([data-jp-theme-light=false],.vscode-dark)"  # what JupyterLab, nbconvert and VS Code write on a dark page
_LOOK = (
    ".report-title{font-weight:bold;margin:0 0 .4em}.report-unit,.report-below{display:block;font-weight:normal}"
    ".report-break{display:none}.report-block .text{text-align:left!important}"
    ".report-strong{font-weight:bold}.report-scroll{max-height:40em;overflow:auto}.report-figure{margin:0 0 1em}"
    ".report-figure img{max-width:100%;width:auto;height:auto}.report-ask td:first-child{text-align:left!important}"
    ".report-ask-form,.report-paper{display:none}.report-timeline ol{list-style:none;padding:0}"
    ".report-numbers{display:flex!important;flex-wrap:wrap;gap:1em 2em}"
    ".report-card-value{font-size:1.4em;font-weight:bold}"
    ".report-numbers :is(dt,dd){float:none!important;display:block;margin:0!important;width:auto!important}"
    f"{_DARK} .figure-light{{display:none}}{_DARK} .figure-dark{{display:block!important}}"
)
_OPEN = f"<div class='mathjax_ignore tex2jax_ignore'><style>{_LOOK}</style>"
_CLOSE = "<!--output--></div>"
_INSTEAD = re.compile(r"<p class='report-instead'>[^<]*</p>")
_IN_BOTH = {  # what the book has: what a notebook has instead, where the title stands above and no style parts units
    "<caption>": "<!--caption:",
    "</caption>": ":caption-->",
    '<span class="report-unit">': "<br class='report-break'><span class=\"report-unit\">",
}
_DARK_DRAWING = re.compile(r'(<picture class="figure-dark" hidden>.*?<img )')
_NO_SIZE = "width='0' height='0' "


def in_notebook(markup: str, command: str = "") -> str:
    """Return HTML ``markup`` as a notebook shows it; ``command`` is the one that answers what its fields would."""
    told = say("The page of the book has fields here. On the command line: {command}", command=command)
    instead = f"<p class='report-instead'>{escape(told)}</p>" if command else ""
    for theirs, ours in _IN_BOTH.items():
        markup = markup.replace(theirs, ours)
    markup = _DARK_DRAWING.sub(lambda found: found[0] + _NO_SIZE, markup)
    return f"{_OPEN}{instead}{markup}{_CLOSE}"


def for_book(notebook: str) -> str:
    """Return the text of a file of a ``notebook`` with its outputs as the book shows them."""
    in_both = [(ours, theirs) for theirs, ours in _IN_BOTH.items()]
    for ours, theirs in ((DOLLAR, "\\$"), (_OPEN, ""), (_CLOSE, ""), (_NO_SIZE, ""), *in_both):
        notebook = notebook.replace(_in_file(ours), _in_file(theirs))
    return _INSTEAD.sub("", notebook)


def _in_file(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
