"""Posts in other languages than the newsletter's: known by their code, told by their name."""

from __future__ import annotations

from digest import model as m

# fmt: off
NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish", "fr": "French", "ga": "Irish", "gd": "Scottish Gaelic", "gl": "Galician", "gu": "Gujarati",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian",
    "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "ko": "Korean", "lt": "Lithuanian",
    "lv": "Latvian", "nl": "Dutch", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovene", "sr": "Serbian", "sv": "Swedish",
    "ta": "Tamil", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
    "zh": "Chinese",
}
# fmt: on
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "sh": "sr", "arz": "ar", "wuu": "zh", "yue": "zh"}


def foreign(post: m.Post, newsletter: m.Newsletter) -> str:
    """Return that a post is in another language than the newsletter, as part of a sentence; "" where it is not."""
    theirs, ours = _plain(post.language), _plain(newsletter.language)
    if not theirs or not ours or theirs == ours:
        return ""
    return f"it is in {NAMES.get(theirs, f'another language ({theirs})')}"


def _plain(code: str) -> str:
    """Return a language without its country or script: "en" of "en-GB"."""
    code = code.replace("_", "-").partition("-")[0].casefold()
    return _SAME.get(code, code)
