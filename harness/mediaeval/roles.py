"""What each kind of component promises.

No base class to inherit: a plain class with these members fits. Constructors are cheap and take typed keyword
arguments, which are the options in a run file; models are loaded at the first call that needs them. Arrays are host
NumPy arrays; ``C`` is the number of articles, ``D`` of gallery images, ``V`` of views of a title, ``d`` of embedding
dimensions, ``q`` of the articles of one strip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL import Image

    from mediaeval.corpus import Pair
    from mediaeval.scoring.inner_product import InnerProduct, Shortlist
    from mediaeval.split import Location, Split, SplitName
    from mediaeval.submissions.format import SubmissionFormat

__all__ = [
    "AggregatorRole",
    "Assumption",
    "AugmenterRole",
    "Bank",
    "ComparesTexts",
    "CorpusRole",
    "Domain",
    "DraftsImages",
    "EditionRole",
    "EncoderRole",
    "HasAssumptions",
    "HasColumnBias",
    "HasDense",
    "HasDevice",
    "HasFingerprint",
    "HasReport",
    "HasScaleFree",
    "HasSubmissionFormat",
    "HasTiles",
    "HasTuning",
    "HasViewWeights",
    "LaunchesImages",
    "Modality",
    "NeedsFiles",
    "RankerRole",
    "RanksInnerProducts",
    "Requirement",
    "ReviserRole",
    "TextCosines",
    "TokenCounter",
]

FloatArray = NDArray[np.floating[Any]]
Modality = Literal["image", "text"]
TextCosines = Callable[[Sequence[tuple[str, str]]], NDArray[np.float32]]
"""``n`` pairs of texts to the ``(n,)`` cosines that the run's own encoder gives them."""


class Domain(StrEnum):
    """What a score means, so that nobody averages logarithms or exponentiates twice."""

    COSINE = "cosine"
    """Cosine units: cosines, or cosines minus a correction in the same units."""
    LOG_PROBABILITY = "log-probability"
    """Natural logarithms of non-negative products; their mean is the mean of the products."""
    SCORE = "score"
    """Any score that is additive as it stands."""
    RANK = "rank"
    """A function of ranks; differences between values say nothing. Minus infinity: not in the list."""


class Assumption(StrEnum):
    """What a reviser takes for granted beyond the article that it corrects; it stands beside every figure."""

    TRANSDUCTIVE = "transductive"
    """It learns from the other articles of its bank: from the test set, unless the bank is an external one."""
    ONE_TO_ONE = "one-to-one"
    """It supposes that each image belongs to one article, or to as many as any other."""


class Requirement(Protocol):
    """A file that a component needs; see :class:`mediaeval.requirements.File`."""

    @property
    def what(self) -> str:
        """What the file is, in words."""

    @property
    def path(self) -> Path | None:
        """Where it lies, or None where it was not found."""

    @property
    def hint(self) -> str:
        """How to get it."""


@runtime_checkable
class NeedsFiles(Protocol):
    """A component that can say which files it needs before it is used (optional)."""

    def requirements(self) -> Sequence[Requirement]:
        """The files, found or missing; imports no model library, opens no connection."""


@runtime_checkable
class HasFingerprint(Protocol):
    """A component, other than an encoder, whose output depends on more than its options, such as a file (optional)."""

    def fingerprint(self) -> Mapping[str, Any]:
        """All that decides its output, as JSON values; called before anything is encoded."""


@runtime_checkable
class HasReport(Protocol):
    """A component that counts what happened in its last call, for the manifest (optional)."""

    def report(self) -> Mapping[str, int]:
        """Counts by name."""


@runtime_checkable
class HasDevice(Protocol):
    """A component that says where it computed (optional)."""

    @property
    def used_device(self) -> str | None:
        """The device, in words; None before anything was computed."""


@runtime_checkable
class EncoderRole(Protocol):
    """Places titles and pictures in one space of ``d`` dimensions."""

    batch_size: int
    """Items in one call; the core splits the work into fixed batches of this size."""

    def fingerprint(self, modality: Modality) -> Mapping[str, Any] | None:
        """All that decides an embedding of this modality: model, weights digest, preprocessing, precision, versions.

        JSON values only. Embeddings are stored under this; None means that they must not be stored.
        Called before any encoding; builds no model.
        """

    def preprocess(self, image: Image.Image) -> NDArray[np.float32]:
        """One decoded picture, in the mode of its file, to one item of a batch. Picklable, for worker processes."""

    def encode_images(self, batch: NDArray[np.float32]) -> FloatArray:
        """``(n, ...)`` preprocessed pictures to ``(n, d)`` finite rows; the core normalises them to unit length."""

    def encode_texts(self, texts: Sequence[str]) -> FloatArray:
        """``n`` titles to ``(n, d)`` finite rows; the core normalises them to unit length."""


@runtime_checkable
class DraftsImages(Protocol):
    """An encoder that may let a JPEG be scaled down while it is decoded: faster, and other pixels (optional).

    Whether it does must be told by :meth:`EncoderRole.fingerprint`.
    """

    @property
    def draft_size(self) -> tuple[int, int] | None:
        """Width and height in pixels below which no picture is scaled; None decodes every pixel."""


@runtime_checkable
class LaunchesImages(Protocol):
    """An encoder whose device computes while the next batch is on its way (optional)."""

    def launch_images(self, batch: NDArray[np.float32]) -> Callable[[], FloatArray]:
        """Start one batch, as :meth:`EncoderRole.encode_images` takes it; what is returned waits for its rows.

        One further batch is launched before the rows of this one are asked for. ``batch`` stays as it is until then.
        """


@runtime_checkable
class TokenCounter(Protocol):
    """An encoder that can say which titles it cuts (optional)."""

    @property
    def context_length(self) -> int:
        """Tokens that the text tower reads; asked for after :meth:`EncoderRole.fingerprint`."""

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Tokens of each title before any cut, start and end marks included."""


@runtime_checkable
class AugmenterRole(Protocol):
    """Turns titles into views."""

    def augment(self, ids: Sequence[str], titles: Sequence[str]) -> Sequence[Sequence[str]]:
        """For each article its views: the title itself first, then any number of further texts.

        Lists may differ in length: the core fills short ones with the original.
        """


@runtime_checkable
class ComparesTexts(Protocol):
    """An augmenter that wants to know how near two texts are for the run's own encoder (optional)."""

    @property
    def compares(self) -> bool:
        """Whether its options make it ask; if not, :meth:`AugmenterRole.augment` is called and needs no encoder."""

    def augment_compared(
        self, ids: Sequence[str], titles: Sequence[str], cosines: TextCosines
    ) -> Sequence[Sequence[str]]:
        """As :meth:`AugmenterRole.augment`, with the cosines of any pairs at hand.

        Every text is encoded once, in few large calls at best, and stored for the run.
        """


@runtime_checkable
class Bank(Protocol):
    """The scores that a reviser is fitted on: a matrix of ``queries x images`` that is read strip by strip.

    Each iteration is one pass over the matrix, in float32 strips of shape ``(q, D)`` in a fixed order.
    """

    queries: int
    images: int

    def __iter__(self) -> Iterator[NDArray[np.float32]]: ...


@runtime_checkable
class HasTiles(Protocol):
    """A bank that can be read by columns too, which is faster where no row is needed whole (optional)."""

    def tiles(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float32]]]:
        """Some columns, ``(w,)``, and the scores of some articles in them, ``(q, w)``; every score comes once."""


@runtime_checkable
class ReviserRole(Protocol):
    """Corrects scores with knowledge of the whole matrix, in two moments."""

    accepts: Sequence[Domain]
    """Domains that it can be given."""
    produces: Domain | None
    """Domain of what it returns; None: the domain that it was given."""

    def fit(self, bank: Bank) -> Any:
        """Read the bank, once for each iteration over it, and return the state that ``apply`` needs.

        The reviser itself stays unchanged: one object is fitted once for each view.
        """

    def apply(self, scores: FloatArray, state: Any) -> FloatArray:
        """Correct one full-width strip ``(q, D)``; row by row, in the dtype given (float32, or float64 at the end)."""


@runtime_checkable
class HasAssumptions(Protocol):
    """A reviser that says what it assumes (optional); of one that does not, the core says transductive."""

    assumes: Sequence[Assumption]


@runtime_checkable
class HasDense(Protocol):
    """A reviser that needs every article at once, such as an assignment (optional).

    ``apply`` is then given the scores of all articles, ``(C, D)``, and may correct a row by the others. Such a reviser
    is refused above the memory budget, with an external bank, and in the orders that stack views.
    """

    dense: bool


@runtime_checkable
class HasColumnBias(Protocol):
    """A reviser that moves columns and nothing else, so that revised cosines are still an inner product (optional).

    Within a row ``apply(z, state)`` is ``scale * (z_ij - b_j)`` and a number that all images of the row share; the
    scale is positive and the same for every row and state. Such scores are ranked, and reported, as ``z_ij - b_j``.
    """

    def column_bias(self, state: Any) -> NDArray[np.float64] | float:
        """``b``: ``(D,)``, or one number for all images, in the units of the scores that the reviser was given."""


@runtime_checkable
class HasScaleFree(Protocol):
    """An aggregator that brings its inputs to one scale first (optional), so that they may differ in domain."""

    scale_free: bool


@runtime_checkable
class AggregatorRole(Protocol):
    """Reduces the leading axis: of views, of encoders, or of finished runs."""

    accepts: Sequence[Domain]
    produces: Domain | None

    def aggregate(self, scores: FloatArray, domain: Domain) -> FloatArray:
        """``(V, q, D)`` scores of the stated domain to ``(q, D)``, in the dtype given."""


@runtime_checkable
class HasViewWeights(Protocol):
    """An aggregator that says when it is a weighted sum (optional)."""

    def view_weights(self, views: int, domain: Domain) -> NDArray[np.float64] | None:
        """``(V,)``: ``aggregate`` is the sum of so many views by these weights; None where it is no weighted sum."""


@runtime_checkable
class RankerRole(Protocol):
    """Orders images by score, highest first; equal scores by image id, ascending."""

    depth: int
    """Length of the lists that are written."""

    def rank(self, scores: FloatArray, depth: int) -> NDArray[np.intp]:
        """``(q, D)`` scores to ``(q, min(depth, D))`` column indices, best first.

        Columns are sorted by image id, so that of two equal scores the lower column comes first.
        """


@runtime_checkable
class RanksInnerProducts(Protocol):
    """A ranker that finds the best images of an inner product without being given its scores (optional).

    What it finds are shortlists with bounds; the core scores them in float64, proves them complete, and orders them,
    so that a list is the same whoever found it.
    """

    inner_products_only: bool
    """Whether it is refused for scores that are no inner product, instead of being given them by ``rank``."""

    def shortlists(self, product: InnerProduct, depth: int, memory: int) -> Iterator[Shortlist]:
        """Candidates for the ``depth`` best images of all articles, for some consecutive articles at a time.

        ``depth`` is at most ``D``; ``memory`` is how many bytes of scores and candidates may be held at once.
        """


@runtime_checkable
class EditionRole(Protocol):
    """Reads the splits of one data set and writes its submissions."""

    submission_keys: Sequence[str]
    """Article keys that may stand in the first column of a submission, the default first."""

    def locate(self, name: SplitName, data: Path) -> Location:
        """Where the files of a split are looked for and which are there; never raises for a missing file."""

    def read(self, name: SplitName, data: Path) -> Split:
        """The articles and the gallery, without ground truth.

        Raises:
            DataError: a file is missing, or has another form than the edition's.
        """

    def read_truth(self, name: SplitName, data: Path) -> Mapping[str, str] | None:
        """Article id to the id of its image; None where the ground truth is not at hand."""

    def read_qrels(self, path: Path, split: Split) -> Mapping[str, str]:
        """Ground truth from a file given by the user, as article id to image id.

        Raises:
            DataError: the file is in no known layout, or names articles or images that the split does not have.
        """

    def format_submission(self, rows: Iterable[tuple[str, Sequence[str]]]) -> Iterator[bytes]:
        """``(article key, image ids best first)`` to the bytes of the official file, a line at a time."""


@runtime_checkable
class HasSubmissionFormat(Protocol):
    """An edition that says what its submission files look like (optional).

    The core validates, repairs and packs by this; an edition without it takes lists of 100 images without a header.
    """

    submission_format: SubmissionFormat
    """Length of the lists, header, what is let pass, names of packed files (:class:`mediaeval.SubmissionFormat`)."""


@runtime_checkable
class HasTuning(Protocol):
    """An edition that says whether its splits are free to tune on (optional); of others, training halves alone are."""

    tuning: bool


@runtime_checkable
class CorpusRole(Protocol):
    """Reads one training corpus.

    A corpus that reads files says which (:class:`NeedsFiles`), and what they hold (:class:`HasFingerprint`).
    """

    def pairs(self) -> Iterator[Pair]:
        """Every pair, one at a time, in the same order at each call; those without a title or a picture as well.

        Holds no more in memory than a few pairs, however large the corpus is; opens no connection and no picture.

        Raises:
            DataError: a file is missing, or has another form than the corpus's; with the line.
        """
