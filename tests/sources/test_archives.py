import io
import zipfile
from pathlib import Path

import pytest

from goalposts.errors import Invalid, NotAllowed, NotFound, Unsupported
from goalposts.sources.archives import find_files, open_found
from goalposts.sources.limits import Limits
from goalposts.sources.tables import read_bytes

TABLE = b"Date,Likes\n2025-03-09,1\n"


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_folders_and_zips_are_walked_in_order(tmp_path):
    folder = tmp_path / "export"
    (folder / "deep").mkdir(parents=True)
    (folder / "b.csv").write_bytes(TABLE)
    (folder / "deep" / "a.csv").write_bytes(TABLE)
    (folder / ".DS_Store").write_bytes(b"x")
    packed = zipped(tmp_path / "z.zip", {"Queries.csv": TABLE, "__MACOSX/x": b"x", "sub/Pages.csv": TABLE})
    found = find_files([folder, packed])
    assert [one.path.name for one in found] == ["b.csv", "a.csv", "Queries.csv", "Pages.csv"]
    assert [open_found(one).data for one in found] == [TABLE] * 4
    assert found[2].path == packed / "Queries.csv"


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"../../evil.csv": TABLE}, "lead outside"),
        ({"/etc/evil.csv": TABLE}, "lead outside"),
        ({"C:\\evil.csv": TABLE}, "lead outside"),
        ({"inner.zip": b"PK\x03\x04"}, "zip inside a zip"),
        ({"bomb.csv": b"0" * 30_000_000}, "would unpack to"),
    ],
)
def test_hostile_zips_are_not_opened(tmp_path, members, words):
    (found,) = find_files([zipped(tmp_path / "z.zip", members)])
    with pytest.raises(Invalid, match=words):
        open_found(found)


def test_a_nested_zip_by_another_name_is_not_read(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {"a.csv": TABLE}).read_bytes()
    (found,) = find_files([zipped(tmp_path / "z.zip", {"a.csv": inner})])
    file = open_found(found)
    with pytest.raises(Unsupported, match="zip inside a zip"):
        read_bytes(file)


def test_total_size_and_number_of_members(tmp_path):
    packed = zipped(tmp_path / "z.zip", {f"{n}.csv": TABLE for n in range(5)})
    for limits in (Limits(members=4), Limits(unpacked=100)):
        (found,) = find_files([packed], limits)
        assert isinstance(found.error, Invalid)


def test_a_locked_zip(tmp_path):
    packed = zipped(tmp_path / "z.zip", {"a.csv": TABLE})
    data = bytearray(packed.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    packed.write_bytes(data)
    (found,) = find_files([packed])
    with pytest.raises(Invalid, match="password"):
        open_found(found)


def test_a_member_that_is_larger_than_it_says(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", TABLE * 1000)
    data = bytearray(buffer.getvalue())
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    (tmp_path / "z.zip").write_bytes(data)
    (found,) = find_files([tmp_path / "z.zip"])
    with pytest.raises(Invalid, match=r"cannot be unpacked|declares"):
        open_found(found)


def test_links_in_folders_are_not_followed(tmp_path):
    (tmp_path / "secret.csv").write_bytes(TABLE)
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (found,) = find_files([folder])
    with pytest.raises(NotAllowed, match="links"):
        open_found(found)


def test_nothing_there(tmp_path):
    missing, empty = find_files([tmp_path / "absent", tmp_path])
    assert isinstance(missing.error, NotFound)
    assert isinstance(empty.error, Invalid)
