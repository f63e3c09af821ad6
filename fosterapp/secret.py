"""The secret key of a local instance, made once and kept beside its data."""

import os
import secrets
from pathlib import Path


def kept_secret(path: Path) -> Path:
    """The file with the key, readable by its owner only: sign-ins survive a restart.

    Written aside and then put in place whole, so that a second server that starts at the same
    time never reads half a key; an empty file counts as none.
    """
    if not path.exists() or not path.read_text().strip():
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        aside.replace(path)
    return path
