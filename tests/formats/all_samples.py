"""Every made-up thing of every format: the samples, the pages, the example captures and each format's EXAMPLE."""

from __future__ import annotations

import functools
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import attrs
import pytest

import threadkit
from threadkit.parsing.formats import available
from threadkit.parsing.material import Fit, Format, Head
from threadkit.records import Finding

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "samples"
PAGES = ROOT / "tests" / "pages"
CAPTURES = ROOT / "examples" / "captures"
FORMATS: Mapping[str, Format] = available()[0]
DESCRIBED = ("table_parquet",)  #: formats whose EXAMPLE tells of a binary file and is none


@attrs.frozen
class Thing:
    """One file. `format` None: it is of no format, as a recipe is."""

    name: str
    format: str | None
    data: bytes

    def __str__(self) -> str:
        return self.name


def given(data: bytes, name: str) -> IO[bytes]:
    """Bytes as an open file of that name."""
    file = io.BytesIO(data)
    file.name = name
    return file


def read(thing: Thing, **options: str) -> list[Finding]:
    return list(threadkit.read(given(thing.data, thing.name), format=options.get("format")))


@functools.cache
def things() -> list[Thing]:
    """Each file that is a thing by itself."""
    found = [
        Thing(f"{folder.name}/{file.name}", folder.name, file.read_bytes())
        for folder in sorted(SAMPLES.iterdir())
        for file in sorted(folder.iterdir())
        if file.is_file()
    ]
    for answer in sorted(PAGES.glob("*.json")):
        if (page := answer.with_suffix(".txt")).exists():
            form = json.loads(answer.read_text(encoding="utf-8"))["format"]
            found.append(Thing(f"pages/{page.name}", form, page.read_bytes()))
    examples = json.loads((PAGES / "examples.json").read_text(encoding="utf-8"))["pages"]
    found += [
        Thing(f"captures/{page.name}", examples[page.stem]["format"], page.read_bytes())
        for page in sorted(CAPTURES.iterdir())
    ]
    found += [
        Thing(f"EXAMPLE/{name}", name, form.EXAMPLE.encode())
        for name, form in FORMATS.items()
        if name not in DESCRIBED
    ]
    return [*found, *made_here()]


def made_here() -> list[Thing]:
    """Things that are written by programs: a saved archive, a binary table."""
    saved = io.StringIO()
    threadkit.load(CAPTURES / "thread_reader.txt", CAPTURES / "x_profile.txt").write(saved, format="json")
    found = [Thing("made/saved.json", "threadkit_json", saved.getvalue().encode())]
    try:
        import pyarrow.csv
        import pyarrow.parquet
    except ImportError:
        return found
    table, file = io.BytesIO(FORMATS["table_csv"].EXAMPLE.encode()), io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.csv.read_csv(table), file)
    return [*found, Thing("made/table.parquet", "table_parquet", file.getvalue())]


def parts() -> list[Thing]:
    """Files of folders that can be read alone, as far as possible: they name their format."""
    found = []
    for folder in folders():
        form = FORMATS[folder.parent.name]
        for name, data in inside(folder).items():
            head = Head(name, data.decode("utf-8", "replace"), data=data)
            if form.detect(head) is Fit.YES:
                found.append(Thing(f"{folder.relative_to(SAMPLES).as_posix()}/{name}", folder.parent.name, data))
    return found


def params(some: list[Thing]) -> list[object]:
    return [pytest.param(each, id=str(each)) for each in some]


def folders() -> list[Path]:
    """Each folder that is a thing, or holds things, of one format."""
    return [path for form in sorted(SAMPLES.iterdir()) for path in sorted(form.iterdir()) if path.is_dir()]


def inside(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def tarred(files: Mapping[str, bytes], packing: str = "") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=f"w:{packing}") as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()
