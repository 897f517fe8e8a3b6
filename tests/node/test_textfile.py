"""Files of other programs: each for itself."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from exporterhub.node import exporter
from exporterhub.toolkit import ScrapeRequest

GOOD = "# HELP {0} About {0}.\n# TYPE {0} gauge\n{0} 1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "textfile"
    made.mkdir()
    return made


class Reader:
    """The page of one exporter, as families."""

    def __init__(self, pages: Any, *folders: Path | str) -> None:
        self._pages = pages
        self.source = exporter(["textfile"], {"collector.textfile.directory": [str(folder) for folder in folders]})

    def __call__(self) -> Any:
        return self._pages.families(self.source.page(ScrapeRequest()).body.decode())


def bad_files(found: Any) -> set[str]:
    family = found.get("node_textfile_file_error")
    return {Path(dict(labels)["file"]).name for _, labels in family.series} if family else set()


@pytest.mark.parametrize(
    "content",
    [
        "broken{ 1\n",
        "a 1\nb",  # somebody is still writing it
        "a 1 1234567890\n",
        'a{b="c} 1\n',
        "a NotANumber\n",
        "# TYPE a counter\n# TYPE a gauge\na 1\n",
        b'a{b="\xff"} 1\n',
    ],
)
def test_one_bad_file_of_ten_costs_its_own_metrics_only(pages: Any, folder: Path, content: str | bytes) -> None:
    for n in range(9):
        (folder / f"good{n}.prom").write_text(GOOD.format(f"good{n}"))
    (folder / "bad.prom").write_bytes(content if isinstance(content, bytes) else content.encode())
    found = Reader(pages, folder)()
    assert [f"good{n}" in found for n in range(9)] == [True] * 9
    assert found["node_textfile_scrape_error"].value() == 1
    assert bad_files(found) == {"bad.prom"}
    assert len(found["node_textfile_mtime_seconds"].series) == 9


def test_without_problems_the_page_is_that_of_node_exporter(pages: Any, folder: Path) -> None:
    (folder / "a.prom").write_text(GOOD.format("a"))
    (folder / "README").write_text("not read\n")
    found = Reader(pages, folder)()
    own = {
        name
        for name in found
        if not name.startswith(("process_", "python_", "exporterhub_", "node_exporter_", "node_scrape_"))
    }
    assert own == {"a", "node_textfile_mtime_seconds", "node_textfile_scrape_error"}
    assert found["node_textfile_scrape_error"].value() == 0


def test_no_folder_given_is_no_error(pages: Any) -> None:
    assert Reader(pages)()["node_textfile_scrape_error"].value() == 0


def test_a_folder_that_cannot_be_read_is_named(pages: Any, folder: Path) -> None:
    (folder / "a.prom").write_text(GOOD.format("a"))
    found = Reader(pages, folder, "/no/such/folder")()
    assert found["a"].value() == 1
    assert bad_files(found) == {"folder"}


def test_families_of_several_files_are_one_with_the_first_help(pages: Any, folder: Path) -> None:
    (folder / "a.prom").write_text('# TYPE x counter\nx{from="a"} 1\n')
    (folder / "b.prom").write_text('# HELP x The help.\n# TYPE x counter\nx{from="b"} 2\n')
    (folder / "c.prom").write_text('# HELP x Another help.\n# TYPE x counter\nx{from="c"} 3\n')
    found = Reader(pages, folder)()
    assert found["x"].help == "The help."
    assert len(found["x"].series) == 3
    assert bad_files(found) == {"c.prom"}  # as in node_exporter, another help is an error


def test_a_family_without_help_says_where_it_is_from(pages: Any, folder: Path) -> None:
    (folder / "a.prom").write_text('x{from="a"} 1\n')
    (folder / "b.prom").write_text('x{from="b"} 1\n')
    found = Reader(pages, folder)()
    assert found["x"].help == f"Metric read from {folder}/a.prom, {folder}/b.prom"
    assert found["x"].type == "untyped"


def test_a_series_that_is_there_already_is_dropped_and_told(pages: Any, folder: Path) -> None:
    (folder / "a.prom").write_text("x 1\n")
    (folder / "b.prom").write_text('x 2\nx{l="1"} 3\n')
    found = Reader(pages, folder)()
    assert found["x"].series == {("x", frozenset()): 1.0, ("x", frozenset({("l", "1")})): 3.0}
    assert bad_files(found) == {"b.prom"}


def test_another_type_for_the_same_name_is_left_out(pages: Any, folder: Path) -> None:
    (folder / "a.prom").write_text("# TYPE x gauge\nx 1\n")
    (folder / "b.prom").write_text('# TYPE x counter\nx{l="1"} 2\ny 1\n')
    found = Reader(pages, folder)()
    assert (found["x"].type, len(found["x"].series), found["y"].value()) == ("gauge", 1, 1)
    assert bad_files(found) == {"b.prom"}


def test_a_family_of_the_exporter_itself_is_not_written_twice(pages: Any, folder: Path, tree: Any) -> None:
    (folder / "a.prom").write_text(
        '# HELP node_load1 Mine.\n# TYPE node_load1 gauge\nnode_load1 99\nnode_load1{my="own"} 98\n'
    )
    given = {**tree.flags(), "collector.textfile.directory": [str(folder)]}
    page = exporter(["loadavg", "textfile"], given).page(ScrapeRequest()).body.decode()
    found = pages.families(page)["node_load1"]
    assert found.help == "1m load average."
    assert found.series == {("node_load1", frozenset()): 0.21, ("node_load1", frozenset({("my", "own")})): 98.0}


def test_histograms_and_summaries_come_through(pages: Any, folder: Path) -> None:
    text = (
        '# HELP h H.\n# TYPE h histogram\nh_bucket{le="1"} 3\nh_bucket{le="+Inf"} 4\nh_sum 2.5\nh_count 4\n'
        '# HELP s S.\n# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 2\ns_count 3\n'
    )
    (folder / "a.prom").write_text(text)
    found = Reader(pages, folder)()
    assert (found["h"].type, len(found["h"].series)) == ("histogram", 4)
    assert (found["s"].type, len(found["s"].series)) == ("summary", 3)


def test_times_are_whole_seconds(pages: Any, folder: Path) -> None:
    path = folder / "a.prom"
    path.write_text("x 1\n")
    os.utime(path, (1_700_000_000.75, 1_700_000_000.75))
    assert Reader(pages, folder)()["node_textfile_mtime_seconds"].value(file=str(path)) == 1_700_000_000


def test_links_patterns_and_final_slashes(pages: Any, folder: Path) -> None:
    (folder / "real").write_text("linked 1\n")
    (folder / "one").mkdir()
    (folder / "two").mkdir()
    (folder / "one" / "link.prom").symlink_to(folder / "real")
    (folder / "two" / "b.prom").write_text("globbed 1\n")
    (folder / "two" / "dangling.prom").symlink_to(folder / "nothing")
    found = Reader(pages, f"{folder}/o*/", f"{folder}/two/")()
    assert {"linked", "globbed"} <= set(found)
    assert bad_files(found) == {"dangling.prom"}
    files = {dict(labels)["file"] for _, labels in found["node_textfile_mtime_seconds"].series}
    assert files == {f"{folder}/one/link.prom", f"{folder}/two/b.prom"}


def test_a_named_pipe_does_not_stop_the_scrape(pages: Any, folder: Path) -> None:
    os.mkfifo(folder / "pipe.prom")
    (folder / "a.prom").write_text("x 1\n")
    assert Reader(pages, folder)()["x"].value() == 1


def test_changes_are_seen_and_what_is_gone_is_gone(pages: Any, folder: Path) -> None:
    reader = Reader(pages, folder)
    path = folder / "a.prom"
    assert "x" not in reader()
    path.write_text("x 1\n")
    assert reader()["x"].value() == 1
    path.write_text("x 22\n")
    assert reader()["x"].value() == 22
    path.write_text("x 2\n")
    os.utime(path, ns=(1, path.stat().st_mtime_ns))
    assert reader()["x"].value() == 2
    path.unlink()
    found = reader()
    assert "x" not in found
    assert "node_textfile_mtime_seconds" not in found


def test_an_unchanged_file_is_not_read_again(pages: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.prom").write_text("x 1\n")
    reader = Reader(pages, folder)
    reader()
    monkeypatch.setattr("exporterhub.node.textfiles._load", lambda path: pytest.fail(f"{path} was read again"))
    assert reader()["x"].value() == 1


def test_no_torn_sample_is_served_while_a_file_is_replaced(pages: Any, folder: Path) -> None:
    """Whoever writes another file and renames it is never half seen."""
    path, done = folder / "a.prom", threading.Event()
    path.write_text("x 0\ny 0\n")

    def write() -> None:
        for n in range(1000):
            new = folder / "new"
            new.write_text(f"x {n}\ny {n}\n")
            new.rename(path)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    reader = Reader(pages, folder)
    while not done.is_set():
        found = reader()
        if "x" in found:
            assert found["x"].value() == found["y"].value()
    writer.join()
    assert reader()["x"].value() == 999


def test_a_file_that_is_written_in_place_has_no_torn_sample_either(pages: Any, folder: Path) -> None:
    """It may be seen with fewer samples, but not with a part of one."""
    path, done = folder / "a.prom", threading.Event()

    def write() -> None:
        for n in range(300):
            with path.open("wb", buffering=0) as file:
                for line in range(20):
                    text = f'x{{line="{line}"}} {1000 + n}\n'.encode()
                    file.write(text[:-2])  # the number without its last digit
                    file.write(text[-2:])
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    reader = Reader(pages, folder)
    while not done.is_set():
        family = reader().get("x")
        assert family is None or min(family.series.values()) >= 1000
    writer.join()
    assert set(reader()["x"].series.values()) == {1299.0}
