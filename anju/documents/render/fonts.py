"""Where this machine's typefaces lie, and a fontconfig file that gives LibreOffice ours under the official names."""

from pathlib import Path
from xml.sax.saxutils import escape

from anju.documents import layout as gb

FACES = (gb.SONG_TITLE, gb.FANGSONG, gb.KAITI, gb.HEITI, gb.SONG, gb.LATIN)
_BOLD_FACES = (gb.SONG_TITLE,)


def fontconfig(folder: Path, cache: Path) -> str:
    """A fontconfig file: the system's fonts, ours, and for each official name the families that stand in for it.

    Installed official fonts win, because their own name matches before any alias.
    """
    rules = "".join(_alias(face.word, face.families) for face in FACES)
    bold = "".join(_bold(face.word) for face in _BOLD_FACES)
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        f"  <dir>{escape(str(folder))}</dir>\n  <cachedir>{escape(str(cache))}</cachedir>\n"
        f"{rules}{bold}</fontconfig>\n"
    )


def _alias(name: str, families: tuple[str, ...]) -> str:
    preferred = "".join(f"<family>{escape(family)}</family>" for family in families)
    return f'  <alias binding="same"><family>{escape(name)}</family><accept>{preferred}</accept></alias>\n'


def _bold(name: str) -> str:
    """小标宋 is heavy by itself: where a stand-in is used, take its bold cut."""
    return (
        f'  <match target="pattern"><test name="family" compare="contains"><string>{escape(name)}</string></test>'
        '<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit></match>\n'
    )
