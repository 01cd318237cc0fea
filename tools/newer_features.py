"""List what browsers have learned since the oldest ones that the book supports.

    npm pack @mdn/browser-compat-data && tar xzf mdn-browser-compat-data-*.tgz package/data.json
    python tools/newer_features.py package/data.json > tests/browser/newer_features.json

The tests take these features out of today's browser. The oldest browsers are named here and in the README.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

OLDEST = {"chrome": 112, "firefox": 117, "safari": 16.5}
ON_PHONES = {"chrome": "chrome_android", "firefox": "firefox_android", "safari": "safari_ios"}


def since(statements: dict | list[dict]) -> float | None:
    """Return the version that a feature came with, under its own name and without a switch."""
    for statement in statements if isinstance(statements, list) else [statements]:
        version = statement.get("version_added")
        hidden = {"flags", "prefix", "alternative_name", "version_removed"} & statement.keys()
        if isinstance(version, str) and version != "preview" and not hidden:
            return float(".".join(version.removeprefix("≤").split(".")[:2]))
    return None


def is_newer(feature: dict) -> bool:
    """Whether today's Chromium has a feature that one of the oldest browsers lacks."""
    support = feature["__compat"]["support"]

    def lacks(browser: str) -> bool:
        versions = since(support[browser]), since(support[ON_PHONES[browser]])
        return any(version is None or version > OLDEST[browser] for version in versions)

    return since(support["chrome"]) is not None and any(map(lacks, OLDEST))


def features(data: dict) -> Iterator[tuple[str, dict]]:
    """Return what this part of the data tells about."""
    for name, feature in data.items():
        if name != "__compat" and "__compat" in feature:
            yield name, feature


def names(data: dict) -> list[str]:
    """Return the newer features of this part of the data."""
    return [name for name, feature in features(data) if is_newer(feature)]


def members(data: dict) -> dict[str, list[str]]:
    """Return the newer members of each global, and its own name among them if it is new as a whole."""
    found = {}
    for name, feature in features(data):
        newer = {member.removesuffix("_static") for member in names(feature) if not _is_no_property(member)}
        newer |= {name} if is_newer(feature) else set()
        if newer:
            found[name] = sorted(newer)
    return found


def _is_no_property(member: str) -> bool:
    return member.startswith("@@") or member.endswith("_event")


def main() -> None:
    """Print the list."""
    data = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    css = data["css"]
    listed = {
        "source": f"@mdn/browser-compat-data {data['__meta']['version']} (CC0)",
        "oldest": OLDEST,
        "builtins": members(data["javascript"]["builtins"]),
        # Whoever cannot have an interface cannot have its members.
        "interfaces": {
            name: [name] if name in newer else newer for name, newer in members(data["api"]).items()
        },
        "properties": names(css["properties"]),
        "selectors": names(css["selectors"]),
        "at_rules": names(css["at-rules"]),
        "media_features": names(css["at-rules"]["media"]),
        "functions": names(css["types"]) + names(css["types"]["color"]),
    }
    print(json.dumps(listed, separators=(",", ":")))


if __name__ == "__main__":
    main()
