import gzip
import hashlib

import pytest

from goalposts.errors import Invalid, Unsupported
from goalposts.sources.gzipped import unpack
from goalposts.sources.limits import DEFAULT_LIMITS, Limits
from goalposts.sources.tables import load_bytes, read_bytes, read_file

TABLE = b"Date,Likes\n2025-03-09,1\n2025-03-10,2\n"


def test_a_gzip_file_is_read_like_the_table_in_it_and_keeps_its_own_hash(tmp_path):
    path = tmp_path / "likes.csv.gz"
    path.write_bytes(gzip.compress(TABLE, mtime=0))
    raw = read_file(path)
    assert raw.tables[0].headers == ("Date", "Likes")
    assert raw.tables[0].cells.rows() == [("2025-03-09", "1"), ("2025-03-10", "2")]
    assert raw.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert load_bytes(path).data == path.read_bytes()


def test_members_one_after_the_other_are_one_file():
    packed = gzip.compress(TABLE, mtime=0) + gzip.compress(b"2025-03-11,3\n")
    assert unpack(packed, DEFAULT_LIMITS) == TABLE + b"2025-03-11,3\n"


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (gzip.compress(TABLE, mtime=0)[:-9], Invalid, "damaged"),
        (gzip.compress(TABLE, mtime=0)[:4] + b"xx" + gzip.compress(TABLE, mtime=0)[6:20], Invalid, "damaged"),
        (gzip.compress(b"PK\x03\x04rest", mtime=0), Unsupported, "inside a gzip"),
        (gzip.compress(gzip.compress(TABLE, mtime=0), mtime=0), Unsupported, "inside a gzip"),
    ],
    ids=["cut short", "foreign bytes", "a zip inside", "a gzip inside"],
)
def test_what_is_no_packed_table_is_refused(data, error, words):
    with pytest.raises(error, match=words):
        unpack(data, DEFAULT_LIMITS)


def test_a_bomb_is_refused_before_it_is_held():
    bomb = gzip.compress(b"0" * 30_000_000)
    with pytest.raises(Invalid, match="would unpack to more than"):
        unpack(bomb, DEFAULT_LIMITS)
    with pytest.raises(Invalid, match="more than 0 MB"):
        unpack(gzip.compress(TABLE * 100), Limits(unpacked=1_000))


def test_text_of_a_packed_file_is_decoded_like_any_other(tmp_path):
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress("날짜,노출수\n2025-03-09,봄 신상품\n".encode("cp949")))
    raw = read_bytes(load_bytes(path))
    assert (raw.encoding, raw.tables[0].headers) == ("cp949", ("날짜", "노출수"))
