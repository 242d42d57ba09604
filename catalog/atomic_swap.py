"""One version of a folder replaced by the next in one step, by one process at a time.

Beside a catalog `shop` may lie `.shop.building` (a build's staging folder), `.shop.journal` (see
`catalog.build.journal`), `.shop.lock` (held while one runs) and, only where the file system cannot exchange two
folders, `.shop.previous` for the moment between two renames.
A process killed at any point leaves a complete `shop`, or a `.shop.previous` that `recover` puts back.
Building needs Linux or macOS; reading needs neither.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from catalog.errors import CatalogError

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def staging(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.building")


def journal(folder: Path) -> Path:
    """A build's journal: outlives a kill, so that the next build goes on from there."""
    return folder.with_name(f".{folder.name}.journal")


def previous(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.previous")


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the lock of `folder`. Raises CatalogError, naming the process, where another holds it."""
    path = folder.with_name(f".{folder.name}.lock")
    descriptor = _take(path)
    if descriptor is None:
        with contextlib.suppress(OSError, ValueError):
            holder = int(path.read_text())
            raise CatalogError(f"process {holder} is building {folder}; wait for it, or stop it and run this again")
        raise CatalogError(f"another process is building {folder}; wait for it and run this again")
    try:
        os.truncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()  # while it is held: `_take` notices
        os.close(descriptor)


def _take(path: Path) -> int | None:
    """A locked descriptor, or None where another process holds the lock. Raises OSError, CatalogError."""
    try:
        import fcntl
    except ImportError:
        raise CatalogError("a catalog can be built on Linux and macOS only; copy one that was built there") from None
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.EINVAL, f"{path.name} is not a regular file", str(path))
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.lstat(path).st_ino == os.fstat(descriptor).st_ino:
                return descriptor
        except BlockingIOError:
            os.close(descriptor)
            return None
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # the holder before us removed the file that we locked


def replace(new: Path, folder: Path) -> None:
    """Puts `new` in the place of `folder`; the old version ends at `new` or at `previous`. Raises OSError.

    Safe from a power cut once `flush_folder(folder.parent)` has returned.
    """
    if not folder.exists():
        os.rename(new, folder)
    elif not _exchange(new, folder):
        shutil.rmtree(previous(folder), ignore_errors=True)
        os.rename(folder, previous(folder))
        os.rename(new, folder)


def clean(folder: Path) -> None:
    """Removes the versions that a build left beside `folder`. Only under the lock, after `recover`."""
    for leftover in (staging(folder), previous(folder)):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)


def forget(folder: Path) -> None:
    """Removes the journal of a build. Only under the lock."""
    shutil.rmtree(journal(folder), ignore_errors=True)


def recover(folder: Path) -> None:
    """Puts the old version back where a build was killed between two renames. Does nothing else."""
    if folder.exists() or not previous(folder).exists():
        return
    try:
        with locked(folder):
            put_back(folder)
    except CatalogError:
        return  # the build that is between its renames will finish
    except OSError as error:
        raise CatalogError(
            f"a build of {folder} was killed and its old version lies in {previous(folder)}; "
            f"it cannot be put back: {error.strerror}; rename it yourself"
        ) from None


def put_back(folder: Path) -> None:
    """`recover` for who holds the lock already."""
    if not folder.exists() and previous(folder).exists():
        os.rename(previous(folder), folder)


def flush(folder: Path) -> None:
    """Everything written to the file system of `folder` is on the disk when this returns."""
    import ctypes

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if not hasattr(libc, "syncfs"):
            os.sync()
        elif libc.syncfs(descriptor) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
    finally:
        os.close(descriptor)


def _exchange(first: Path, second: Path) -> bool:
    """Swaps two folders atomically; False where the system or the file system cannot."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    arguments = (_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE)
    if libc.renameat2(*arguments) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM):
        return False
    raise OSError(code, os.strerror(code))


def flush_folder(folder: Path) -> None:
    """The names in `folder` are on the disk when this returns."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
