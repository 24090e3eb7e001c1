"""What a notebook of ``make lab`` begins with: a module that was edited is loaded anew before the next cell runs."""

from IPython.core.getipython import get_ipython

shell = get_ipython()
if shell is not None:
    shell.run_line_magic("load_ext", "autoreload")
    shell.run_line_magic("autoreload", "2")
del shell
