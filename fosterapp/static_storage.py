"""Static files named by their content's hash, so that phones may keep them forever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticStorage(CompressedManifestStaticFilesStorage):
    # Our modules import each other by relative path; without this the imports keep bare names.
    support_js_module_import_aggregation = True
