"""Pictures out of Debian packages, with nothing installed: `apt-get download`, `dpkg-deb`, and zip archives within."""

import io
import os
import subprocess
import zipfile
from typing import Iterator, List, Tuple

from PIL import Image


def pictures_of(sources: List, folder: str) -> Iterator[Tuple[object, Image.Image]]:
    """Each source (`.package`, `.file`; `a.zip!b` for a file in an archive) with its picture in RGB, package after package."""
    os.makedirs(folder, exist_ok=True)
    for package in dict.fromkeys(source.package for source in sources):
        unpacked = unpack(package, folder)
        for source in (s for s in sources if s.package == package):
            yield source, read(os.path.join(unpacked, source.file))


def unpack(package: str, folder: str) -> str:
    target = os.path.join(folder, package)
    if os.path.isdir(target):
        return target
    debs = lambda: [f for f in os.listdir(folder) if f.startswith(package + "_") and f.endswith(".deb")]
    if not debs():
        print(f"fetching {package}", flush=True)
        got = subprocess.run(["apt-get", "download", package], cwd=folder, capture_output=True, text=True)
        if got.returncode or not debs():
            raise SystemExit(f"Debian's package {package} could not be fetched: {got.stderr.strip()}\nOn Debian, run apt-get update first.")
    subprocess.run(["dpkg-deb", "-x", os.path.join(folder, debs()[0]), target + ".part"], check=True)
    os.replace(target + ".part", target)
    return target


def read(path: str) -> Image.Image:
    if "!" not in path:
        return opaque(Image.open(path))
    archive, inner = path.split("!", 1)
    with zipfile.ZipFile(archive) as pack:
        return opaque(Image.open(io.BytesIO(pack.read(inner))))


def opaque(picture: Image.Image) -> Image.Image:
    """RGB; a texture's alpha is a mask for the game, so its colours are taken as they are."""
    return picture.convert("RGBA").convert("RGB") if picture.mode == "P" else picture.convert("RGB")
