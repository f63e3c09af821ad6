"""Static files named by their content's hash, so that phones may keep them forever."""

import posixpath
import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/app.css"
LAYERED_IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\(([\w-]+)\);')
COMMENT = re.compile(r"/\*(?!!).*?\*/\s*", re.DOTALL)


class HashedStaticStorage(CompressedManifestStaticFilesStorage):
    # Our modules import each other by relative path; without this the imports keep bare names.
    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run and STYLESHEET in paths:
            self._put_imports_into_stylesheet(paths)
            paths = {**paths, STYLESHEET: (self, STYLESHEET)}
        yield from super().post_process(paths, dry_run, **options)

    def _put_imports_into_stylesheet(self, paths):
        """One request for all styles; read from the sources, since the copy may be of last time."""

        def source(name):
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode().removeprefix('@charset "UTF-8";')

        def layer(found):
            name = posixpath.normpath(posixpath.join(posixpath.dirname(STYLESHEET), found[1]))
            return f"@layer {found[2]} {{\n{COMMENT.sub('', source(name))}\n}}"

        whole = COMMENT.sub("", LAYERED_IMPORT.sub(layer, source(STYLESHEET)))
        self.delete(STYLESHEET)
        self._save(STYLESHEET, ContentFile(whole.encode()))
