"""Translation by checkpoints of each family, made here: T5 by prefix, Marian by itself, NLLB by language codes."""

from __future__ import annotations

import json
import warnings

import pytest
import torch

from mediaeval import RunFileError
from mediaeval_plugins.paraphrase.decoding import Decoding
from mediaeval_plugins.paraphrase.seq2seq import Seq2Seq
from mediaeval_plugins.paraphrase.translate import Translate

TITLES = ["Sturm trifft Küste", "Feuerwehr löscht Brand in Köln", "5 Tote bei Unfall", "Feuerwehr 🔥 消防隊"]
QUICK = {"beams": 2, "max_new_tokens": 6, "max_input_tokens": 48}


@pytest.fixture(scope="session")
def marian(tmp_path_factory):
    """A Marian with random weights and sentencepiece models that were trained here."""
    import sentencepiece
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    folder = tmp_path_factory.mktemp("marian")
    for side in ("source", "target"):
        with (folder / f"{side}.spm").open("wb") as file:
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(TITLES * 3),
                model_writer=file,
                vocab_size=60,
                hard_vocab_limit=False,
                minloglevel=2,
            )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    words = ["</s>", "<unk>", *sorted({pieces.id_to_piece(i) for i in range(3, len(pieces))}), "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(words)}))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
        files = {"source_spm": "source.spm", "target_spm": "target.spm", "vocab": "vocab.json"}
        tokenizer = MarianTokenizer(**{name: str(folder / file) for name, file in files.items()})
    tokenizer.save_pretrained(folder)
    pad = len(words) - 1
    config = MarianConfig(
        vocab_size=len(words),
        d_model=32,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        max_position_embeddings=64,
        pad_token_id=pad,
        eos_token_id=0,
        decoder_start_token_id=pad,
        forced_eos_token_id=0,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = MarianMTModel(config)
    with torch.no_grad():
        model.final_logits_bias[0, pad] = 50.0  # such a model writes nothing but padding unless it is kept from it
    model.generation_config.bad_words_ids = [[pad]]
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def many_languages(tmp_path_factory):
    """An M2M100, which is what NLLB is, with random weights and the tokenizer class of NLLB."""
    from transformers import M2M100Config, M2M100ForConditionalGeneration, NllbTokenizer

    folder = tmp_path_factory.mktemp("nllb")
    letters = sorted({letter for title in TITLES for letter in title.replace(" ", "")})
    words = ["<s>", "<pad>", "</s>", "<unk>", "\u2581", *letters]
    tokenizer = NllbTokenizer(
        vocab={word: number for number, word in enumerate(words)},
        merges=[],
        additional_special_tokens=["deu_Latn", "eng_Latn"],
    )
    tokenizer.save_pretrained(folder)
    config = M2M100Config(
        vocab_size=len(tokenizer),
        d_model=32,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        decoder_start_token_id=2,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        M2M100ForConditionalGeneration(config).save_pretrained(folder)
    return folder


def translate(folder, titles, **options):
    augmenter = Translate(checkpoint=str(folder), **QUICK, **options)
    views = augmenter.augment([str(n) for n in range(len(titles))], titles)
    assert [texts[0] for texts in views] == titles
    report = augmenter.report()
    outcomes = sum(n for name, n in report.items() if name in {"used", "spare"} or name.startswith("rejected_"))
    assert report["candidates"] == outcomes == 2 * report["titles"]
    return views, report


def test_a_t5_is_told_by_its_prefix(taught_t5, lessons):
    augmenter = Translate(checkpoint=str(taught_t5), prefix="paraphrase: ", beams=2)
    titles = [*lessons, "", "Storm hits coast"]
    assert augmenter.augment(list("abcde"), titles) == [
        *([title, text] for title, text in lessons.items()),
        [""],
        ["Storm hits coast", lessons["Storm hits coast"]],
    ]


def test_marian_needs_no_code_and_writes_no_padding(marian):
    model = Seq2Seq(marian, batch_size=3)
    pad = model._tokenizer.pad_token_id
    assert model._token_ids["bad_words_ids"] == [[pad]]
    inputs = model._tokenizer(TITLES, padding=True, return_tensors="pt")
    tokens = model._search(
        {name: inputs[name] for name in ("input_ids", "attention_mask")}, Decoding(2, 1, max_new_tokens=6)
    )
    ended = (tokens[:, 1:] == 0).cumsum(dim=1) > 0
    assert not ((tokens[:, 1:] == pad) & ~ended).any()
    views, report = translate(marian, [*TITLES, "x " * 1000])
    assert report["titles_cut"] == 1
    assert translate(marian, TITLES[::-1])[0] == views[3::-1]


def test_more_tokens_than_the_checkpoint_has_positions(marian):
    with pytest.raises(RunFileError, match="max_input_tokens = 100: this checkpoint has 64 positions"):
        Translate(checkpoint=str(marian), max_input_tokens=100).augment(["1"], TITLES[:1])


def test_nllb_reads_and_writes_the_languages_it_is_told(many_languages):
    model = Seq2Seq(many_languages, source="deu_Latn", target="eng_Latn")
    german, english = model._tokenizer.convert_tokens_to_ids(["deu_Latn", "eng_Latn"])
    inputs = model._tokenizer(TITLES[:1], return_tensors="pt")
    assert inputs["input_ids"][0, 0] == german
    tokens = model._search(
        {name: inputs[name] for name in ("input_ids", "attention_mask")}, Decoding(2, 1, max_new_tokens=6)
    )
    assert tokens[0, 1] == english
    options = {"source": "deu_Latn", "target": "eng_Latn"}
    views, _ = translate(many_languages, TITLES, **options)
    assert translate(many_languages, TITLES, **options)[0] == views


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"source": "deu_Latin", "target": "eng_Latn"}, "source = 'deu_Latin': is no language code.*'deu_Latn'"),
        ({"source": "deu_Latn", "target": "eng"}, "target = 'eng': is no language code.*'eng_Latn'"),
        ({"target": "</s>"}, "target = '</s>': is no language code"),
    ],
)
def test_language_that_the_tokenizer_does_not_know(many_languages, options, message):
    with pytest.raises(RunFileError, match=message):
        translate(many_languages, TITLES, **options)


def test_language_for_a_checkpoint_that_has_none_to_choose(taught_t5):
    with pytest.raises(RunFileError, match="reads one language"):
        Translate(checkpoint=str(taught_t5), source="de").augment(["1"], ["Storm hits coast"])
    with pytest.raises(RunFileError, match="target = 'en': is no language code"):
        Translate(checkpoint=str(taught_t5), target="en").augment(["1"], ["Storm hits coast"])


def test_fingerprint_knows_the_languages(many_languages):
    def fingerprint(**options):
        return str(Translate(checkpoint=str(many_languages), **options).fingerprint())

    assert fingerprint() == fingerprint(batch_size=3, device="cpu")
    assert (
        len({fingerprint(), fingerprint(source="deu_Latn"), fingerprint(target="eng_Latn"), fingerprint(beams=2)}) == 4
    )


def test_no_titles_load_nothing():
    assert Translate(checkpoint="/no/such/folder").augment(["1"], [" "]) == [[" "]]
