"""Names of static files: with a digest once `anju serve` has collected them, plain before (tests, shells)."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):
    """Digested, compressed files that browsers keep for good; a file not collected yet keeps its plain name."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The digested name, or the name itself where nothing was collected."""
        digested: str = self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
        return digested
