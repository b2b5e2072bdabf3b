"""The manifest survives torn writes, rewriting, and several writers at once."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace

import pytest

from monitor.series import manifest as manifest_module
from monitor.series.manifest import Manifest
from monitor.series.model import LostRaceError, SeriesError, StoredFile, Tier


def entry(name: str, tier: Tier = Tier.APPEND) -> StoredFile:
    return StoredFile(f"{tier}/{name}.parquet", "cmts_cm", tier, 0, 9, 100, 200, 10, 1000)


def paths(manifest: Manifest) -> list[str]:
    return [file.path for file in manifest.live()]


def test_a_reader_sees_each_commit_of_another_at_once(tmp_path):
    writer, reader = Manifest(tmp_path), Manifest(tmp_path)
    assert reader.live() == []
    writer.commit(add=[entry("a")])
    assert reader.live() == [entry("a")]
    writer.commit(7, add=[entry("b", Tier.HOUR)], drop=[entry("a")])
    assert reader.live() == [entry("b", Tier.HOUR)]
    assert reader.dropped() == {"append/a.parquet": 7}
    assert reader.live("cmts_cm", [Tier.APPEND]) == reader.live("other") == []


@pytest.mark.parametrize("torn", [b"0123", b"00000000 {}\n", b"\0\0\0\0\0\0\n\0\0"])
def test_a_commit_torn_by_a_power_cut_is_ignored_and_cut_off_by_the_next(tmp_path, torn):
    Manifest(tmp_path).commit(add=[entry("a")])
    with (tmp_path / "manifest").open("ab") as file:
        file.write(torn)
    again = Manifest(tmp_path)
    assert paths(again) == ["append/a.parquet"]
    again.commit(add=[entry("b")])
    assert paths(again) == paths(Manifest(tmp_path)) == ["append/a.parquet", "append/b.parquet"]


def test_damage_in_the_middle_stops_writers_instead_of_losing_what_follows(tmp_path):
    first = Manifest(tmp_path)
    first.commit(add=[entry("a")])
    first.commit(add=[entry("b")])
    whole = (tmp_path / "manifest").read_bytes()
    (tmp_path / "manifest").write_bytes(whole[:30] + b"X" + whole[31:])
    with pytest.raises(SeriesError, match="manifest: damaged at octet 0"):
        Manifest(tmp_path).commit(add=[entry("c")])
    assert len((tmp_path / "manifest").read_bytes()) == len(whole)


def test_two_who_replace_the_same_file_do_not_both_win(tmp_path):
    one, other = Manifest(tmp_path), Manifest(tmp_path)
    one.commit(add=[entry("a"), entry("b")])
    other.commit(1, add=[entry("h", Tier.HOUR)], drop=[entry("a"), entry("b")])
    with pytest.raises(LostRaceError, match=r"append/b\.parquet: replaced by somebody else"):
        one.commit(1, add=[entry("i", Tier.HOUR)], drop=[entry("b")])
    assert paths(one) == ["hour/h.parquet"]


def test_a_file_rolled_up_meanwhile_is_no_longer_as_it_was(tmp_path):
    manifest = Manifest(tmp_path)
    manifest.commit(add=[entry("a", Tier.DAY)])
    manifest.commit(rolled=[entry("a", Tier.DAY)])
    assert manifest.live() == [replace(entry("a", Tier.DAY), rolled=True)]
    with pytest.raises(LostRaceError):
        manifest.commit(rolled=[entry("a", Tier.DAY)])


def test_a_long_log_is_rewritten_to_what_is_live_and_others_follow(tmp_path, monkeypatch):
    monkeypatch.setattr(manifest_module, "REWRITE_AFTER", 20)
    writer, reader = Manifest(tmp_path), Manifest(tmp_path)
    longest = 0
    for number in range(200):
        drop = [entry(str(number - 1))] if number else []
        writer.commit(number, add=[entry(str(number))], drop=drop)
        writer.commit(number, gone=[entry(str(number - 5)).path] if number >= 5 else ())
        assert paths(reader) == [f"append/{number}.parquet"]
        longest = max(longest, len((tmp_path / "manifest").read_bytes().splitlines()))
    assert longest < 60
    assert reader.dropped() == writer.dropped() == Manifest(tmp_path).dropped()
    assert reader.dropped() == {f"append/{number}.parquet": number + 1 for number in range(195, 199)}


def commit_many(directory, name) -> None:
    manifest = Manifest(directory)
    for number in range(100):
        manifest.commit(add=[entry(f"{name}{number}")])


def test_commits_of_several_processes_are_all_kept(tmp_path):
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=commit_many, args=(tmp_path, name)) for name in "abc"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(paths(Manifest(tmp_path))) == sorted(
        f"append/{name}{n}.parquet" for name in "abc" for n in range(100)
    )
