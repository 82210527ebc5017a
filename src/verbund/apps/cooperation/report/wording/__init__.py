"""What the side effects say: sentences as data, beside the rules that decide whether and with which figures.

A rule names a text by key (`"V2.way_out"`) and gives values; the text is a list of sentences in German and English.
`{months:span}` is replaced by a value in words, `[free] …` stands only where `free` is given, `[!free] …` only where it
is not. Kinds of cooperation register a file of their own. See README.md beside this file.
"""

from ._file import FORMATS, Entry, load
from ._say import codes_due, entries, line, register, shipped, stop, using

__all__ = ["FORMATS", "Entry", "codes_due", "entries", "line", "load", "register", "shipped", "stop", "using"]
register(__name__, "general.toml")
