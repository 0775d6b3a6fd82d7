"""A backup is whole or not there; a restore checks before it touches anything, and keeps what was there."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.storage.incident_examples import incident
from tests.storage.test_faults import unusable
from tests.storage.translation_examples import event, translation
from translator.storage import backup, backups, open_database, restore
from translator.storage.base import TranslationFilter
from translator.storage.schema import VERSION_TABLE


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with a translation and an incident."""
    path = tmp_path / "live" / "service.db"
    with closing(open_database(path)) as database:
        database.translations("acme").add(translation(), what="", event=event())
        database.incidents("acme").put([incident(1)])
    return path


@pytest.fixture
def copy(file: Path, tmp_path: Path) -> Path:
    """A backup of it."""
    path = tmp_path / "backups" / "monday.db"
    with closing(open_database(file)) as database:
        assert backup(database, path) == path.stat().st_size
    return path


def ids(file: Path) -> list[str]:
    """The translations in a database."""
    with closing(open_database(file, create=False)) as database:
        return sorted(row.id for row in database.translations("acme").page(TranslationFilter()).rows)


def test_a_backup_holds_everything_in_one_file(copy: Path) -> None:
    """It can be opened as a database, stands alone in its folder, and only its owner may read it."""
    assert [path.name for path in copy.parent.iterdir()] == ["monday.db"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(open_database(copy, create=False)) as database:
        assert database.translations("acme").get("t1") == translation()
        assert database.translations("acme").audit().rows[0].number == 1
        assert database.incidents("acme").get("INC-1") == incident(1)


def test_a_backup_while_others_write(file: Path, tmp_path: Path) -> None:
    """It is the database of one moment: each translation has its event, and no number is left out."""
    done = threading.Event()
    with closing(open_database(file, patience=60)) as database, ThreadPoolExecutor(2) as pool:
        repository = database.translations("acme")

        def write() -> int:
            number = 1
            while not done.is_set():
                number += 1
                repository.add(translation(number), what="", event=event(subject=f"t{number}"))
            return number

        writing = pool.submit(write)
        try:
            for n in range(5):
                backup(database, tmp_path / f"{n}.db")
        finally:
            done.set()
        written = writing.result()
    counts = []
    for n in range(5):
        with closing(open_database(tmp_path / f"{n}.db", create=False)) as then:
            events = then.translations("acme").audit(limit=500).rows
            rows = then.translations("acme").page(TranslationFilter(), limit=500).rows
            assert [e.subject for e in events] == [row.id for row in rows]
            assert [e.number for e in events] == list(range(len(rows), 0, -1))
            counts.append(len(rows))
    assert counts == sorted(counts)
    assert counts[-1] <= written


def test_a_database_in_memory_can_be_kept(tmp_path: Path) -> None:
    """A backup is how it outlives its process."""
    with closing(open_database("sqlite://")) as database:
        database.translations("acme").add(translation(), what="", event=event())
        backup(database, tmp_path / "kept.db")
    assert ids(tmp_path / "kept.db") == ["t1"]


def test_a_backup_that_cannot_be_made(file: Path, tmp_path: Path) -> None:
    """An existing file, a folder that is none, a disk that is full: named, and nothing is left behind."""
    with closing(open_database(file)) as database:
        with unusable("the file exists already"):
            backup(database, file)
        (tmp_path / "a file").write_text("x", encoding="utf-8")
        with unusable("the file cannot be written"):
            backup(database, tmp_path / "a file" / "copy.db")
        with unusable("the file cannot be written"):
            backup(database, tmp_path / "a\0b")
    before = sorted(tmp_path.rglob("*"))
    with closing(open_database(file)) as database, full_disk(), unusable("disk of the database is full"):
        backup(database, tmp_path / "copy.db")
    assert sorted(tmp_path.rglob("*")) == before


@contextmanager
def full_disk() -> Iterator[None]:
    """Copies have room for ten pages only."""
    opened = backups._opened

    def small(file: Path, mode: str = "rw") -> sqlite3.Connection:
        connection = opened(file, mode)
        connection.execute("PRAGMA max_page_count = 10")
        return connection

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(backups, "_opened", small)
        yield


def test_a_server_has_its_own_tools(new_postgres_url: Callable[[], str], copy: Path, tmp_path: Path) -> None:
    """PostgreSQL is refused in both directions, with the tool to use."""
    url = new_postgres_url()
    with closing(open_database(url)) as database, unusable("not backed up by this") as refused:
        backup(database, tmp_path / "copy.db")
    assert "pg_dump" in refused.value.next_step
    with unusable("not restored by this") as refused:
        restore(copy, url)
    assert "pg_restore" in refused.value.next_step


def test_a_restore_into_an_empty_place(copy: Path, tmp_path: Path) -> None:
    """The database is made, its folder too, and the backup stays as it is."""
    before = copy.read_bytes()
    target = tmp_path / "new" / "service.db"
    assert restore(copy, f"sqlite:///{target}") == (target, None)
    assert ids(target) == ["t1"]
    assert copy.read_bytes() == before
    assert [path.name for path in copy.parent.iterdir()] == ["monday.db"]


def test_a_restore_keeps_what_was_there(file: Path, copy: Path) -> None:
    """Replacing is asked for; what was there is beside, whole, each time under a name of its own."""
    for number in (2, 3):
        with closing(open_database(file)) as database:
            database.translations("acme").add(translation(number), what="", event=event())
        with unusable("there is a database already"):
            restore(copy, file)
        kept = restore(copy, file, replace=True).kept
        assert kept == file.with_name(f"service.db.replaced-{number - 1}")
        assert ids(kept) == ["t1", f"t{number}"]
        assert ids(file) == ["t1"]


def test_incidents_of_a_restored_database_are_indexed_anew(file: Path, copy: Path) -> None:
    """Its workspaces have other lasting ids, so that no index takes new revisions for old ones."""
    with closing(open_database(file)) as database:
        before = database.incidents("acme").store_id
    restore(copy, file, replace=True)
    with closing(open_database(file)) as database:
        assert database.incidents("acme").store_id != before
        assert database.incidents("acme").revision() == 1


def test_a_database_in_use_is_not_replaced(file: Path, copy: Path) -> None:
    """As long as a process has it open the restore is refused, and both go on as before."""
    with closing(open_database(file)) as database:
        database.translations("acme").add(translation(2), what="", event=event())
        with unusable("the database is in use") as refused:
            restore(copy, file, replace=True)
        assert "Stop the service" in refused.value.next_step
        database.translations("acme").add(translation(3), what="", event=event())
    assert ids(file) == ["t1", "t2", "t3"]
    assert sorted(path.name for path in file.parent.iterdir()) == ["service.db"]


def damaged(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xa5" * (len(content) - 8192))


def of_another(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE translations (id TEXT)")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
        connection.commit()


def orphaned(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM translations")
        connection.commit()


UNFIT: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: path.unlink(), "there is no such file"),
    (lambda path: (path.unlink(), path.mkdir()), "there is no such file"),
    (lambda path: path.write_bytes(b""), "no database of translator"),
    (lambda path: path.write_bytes(b"id,title\n1,Gates\n" * 99), "this is not a database"),
    (lambda path: path.write_bytes(path.read_bytes()[:20_000]), "damaged"),
    (damaged, "damaged"),
    (of_another, "no database of translator"),
    (newer, "newer version of translator"),
    (orphaned, "damaged"),
]


@pytest.mark.parametrize(("spoil", "message"), UNFIT)
def test_a_file_that_is_no_sound_backup(
    file: Path, copy: Path, spoil: Callable[[Path], object], message: str
) -> None:
    """It is refused before anything is touched: the database and its folder are as they were."""
    spoil(copy)
    before = {path: path.read_bytes() for path in file.parent.iterdir()}
    with unusable(message):
        restore(copy, file, replace=True)
    assert {path: path.read_bytes() for path in file.parent.iterdir()} == before


def test_a_damaged_database_can_be_replaced(file: Path, copy: Path) -> None:
    """That is when one restores: the damaged files are kept beside, its log too."""
    log = Path(f"{file}-wal")
    log.write_bytes(b"half a log")
    file.write_bytes(b"nonsense" * 1000)
    kept = restore(copy, file, replace=True).kept
    assert kept is not None
    assert kept.read_bytes() == b"nonsense" * 1000
    assert Path(f"{kept}-wal").read_bytes() == b"half a log"
    assert ids(file) == ["t1"]


def test_a_log_without_its_database_is_not_played_into_the_restored_one(file: Path, copy: Path) -> None:
    """What is left of a database that was deleted by hand goes aside as well."""
    with closing(open_database(file)) as database:
        database.translations("acme").add(translation(2), what="", event=event())
        shutil.copy(f"{file}-wal", file.parent / "log")
    file.unlink()
    (file.parent / "log").rename(f"{file}-wal")
    assert restore(copy, file).kept is None
    assert ids(file) == ["t1"]


def test_where_a_restore_makes_no_sense(file: Path, copy: Path) -> None:
    """A database in memory, and a database that is to be its own backup."""
    with unusable("in memory cannot be restored"):
        restore(copy, "sqlite://")
    with unusable("this is the database itself"):
        restore(file, file, replace=True)
    assert ids(file) == ["t1"]
