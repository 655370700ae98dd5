"""Store the files of a publication: in the outbox, or, if they are about persons, in the store of lists."""

from __future__ import annotations

from pipeline.publish import outbox
from pipeline.publish.definition import Store
from pipeline.publish.inputs import PublishError
from pipeline.publish.manifest import ManifestFile
from pipeline.runtime.content_store import ContentStore, Kept
from pipeline.runtime.settings import Settings
from transforms.report.publication import Edition, File, StreamedFile, file_stem


def of(settings: Settings, name: str) -> ContentStore:
    """Return the store with the name that a manifest states: `outbox` or `lists`. Touches nothing."""
    return settings.lists if name == "lists" else settings.outbox


def keep(settings: Settings, pack_code: str, edition: Edition, file: File | StreamedFile, store: Store) -> ManifestFile:
    """Store the bytes of a file under their sha256; return its entry of the manifest.

    Raises PublishError if a recipient's own file has a name that another recipient's file could have.
    """
    # All files of a pack lie in one folder: a name that two recipients share would replace the file of the first.
    # The stem must end at the dot, because `county` is also a part of `county_bureau`. No code contains a dot.
    stem = file_stem(pack_code, edition)
    if edition.view.recipient and not file.name.startswith(f"{stem}."):
        raise PublishError(
            f"{file.name}: the name of a recipient's own file must contain {stem!r} before its first dot"
        )
    kept = put(of(settings, store), file)
    entry: ManifestFile = {
        "name": file.name,
        "sha256": kept.sha256,
        "byte_count": kept.byte_count,
        "rows": file.rows,
    }
    if store != "outbox":
        entry["store"] = store
    return entry


def put(store: ContentStore, file: File | StreamedFile) -> Kept:
    """Write the bytes of a file into a store under their sha256; return the sha256 and the size in bytes."""
    if isinstance(file, StreamedFile):
        return outbox.store_blocks(store, file.blocks)
    return Kept(outbox.store(store, file.content), len(file.content))


def store_of(entry: ManifestFile) -> str:
    """Return the name of the store that has a file of a publication."""
    return entry.get("store", "outbox")
