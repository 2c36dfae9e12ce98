"""Word lists, all of them weak: each only ever moves a score, none decides, and nothing rests on one language."""

from __future__ import annotations

import re


def _either(words: str) -> str:
    return "|".join(word.strip() for word in words.split("|") if word.strip())


# Words in the classes and ids of what stands beside the main list, and of what holds it.
BESIDE = re.compile(
    _either("""
    aside|.*side-?bar.*|related.*|recommend.*|popular.*|trending|mostread.*|mostviewed.*|mostpopular.*|missed|sponsor.*
    |promo.*|advert.*|ads?|.*footer|breadcrumbs?|pagination|pager|.*menu|nav|navbar|navigation|blogroll|tagcloud
    |rail|ticker|cookies?|masthead
    """)
    + "|recent|latestposts|recentposts"
)
PERHAPS_BESIDE = re.compile(
    _either(
        """widgets?|social|share|sharing|newsletter|subscribe|carousel|slider|featured|highlights?|banner|toolbar"""
    )
)
MAIN = re.compile(
    _either("""main.*|content|primary|posts?|articles?|entries|blog|news|archive|results?|listing|feed""")
)
NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

# Headings over such things, as readers see them.
BESIDE_HEADING = re.compile(
    "(?:"
    + _either("""
    \\brelated|\\brecommended|\\bpopular|\\btrending|most (?:read|viewed|popular|shared|commented)|you (?:may|might)
    |may have missed|\\bmissed|also like|sponsored|promoted|\\bmore (?:from|in|on|like)\\b|read next|top stories
    |editor.?s? (?:pick|choice)s?|in case you|don.t miss|others? (?:are )?read|from the archives?|see also|elsewhere
    |recent (?:posts|comments)|featured (?:in|on)|meistgelesen|beliebt|empfohlen|verwandte|auch interessant
    |les plus lus|à lire aussi|articles? liés|populaire|más leíd[oa]s|relacionad[oa]s|te puede interesar
    |recomendad[oa]s|più letti|correlati|potrebbe|mais lid[oa]s|meest gelezen|gerelateerd|mest lest|mest läst
    |mest læst
    |relaterade?|populær|populär|najczęściej|polecane|популярн|читайте также|相关|推荐|热门|おすすめ|関連|人気
    """)
    + ")",
    re.IGNORECASE,
)

# What links say that are no titles.
GENERIC = re.compile(
    "^\\W*(?:"
    + _either("""
    read|more|read (?:more|on|the|full|article|post|story)\\b.*|continue\\b.*|learn more\\b.*|view\\b.*|see more\\b.*
    |find out more\\b.*|details?|full (?:story|article|text)|permalink|link|download\\b.*|pdf|open|here|click here
    |share|mehr|weiter(?:lesen)?\\b.*|lire\\b.*|en savoir.*|leer más\\b.*|más|leggi\\b.*|lees (?:meer|verder)\\b.*
    |les mer\\b.*|läs mer\\b.*|læs mere\\b.*|saiba mais\\b.*|ler mais\\b.*|czytaj\\b.*|więcej\\b.*|подробнее
    |читать\\b.*
    |阅读全文|更多|続きを読む|comments?|no comments?|leave a (?:comment|reply)|reply|edit|print|e-?mail
    |html?|docx?|word|agenda|minutes?
    """)
    + ")\\W*$",
    re.IGNORECASE,
)

# What stands before the name of who wrote.
BYLINE = re.compile(
    "^\\W*(?:(?:written|posted|published)\\s+)?(?:"
    + _either("""
    by|von|par|por|av|af|di|da|door|autor(?:in)?|authors?|auteurs?|автор|tekst|text|words|作者|od|geschrieben von
    |skriven av
    """)
    + ")\\b\\s*:?\\s+",
    re.IGNORECASE,
)

AUTHORED = re.compile(r"author|byline|writer|autor|auteur", re.IGNORECASE)
UPDATED = re.compile(r"updat|modif|edited|expire|deadline", re.IGNORECASE)
PUBLISHED = re.compile(r"publish|posted|entry-date|pubdate|created", re.IGNORECASE)

# Parts of the address or name of a picture that shows nothing of the post.
ORNAMENT = re.compile(r"avatar|gravatar|icon|logo|spacer|pixel|emoji|smil|badge|sprite|1x1|blank\.", re.IGNORECASE)

# Addresses of lists, people and tags rather than of posts.
TAXON = re.compile(
    r"/(?:tags?|category|categories|categor[ií]a|kategorie|author|authors|users?|topics?|page|search|login|profile"
    r")(?:/|$)|/archives?/?$|[?&](?:cat|tag|author|page|paged|start|offset|order|sort)=|/feed/?$"
    r"|/(?:19|20)\d\d/(?:\d\d/?)?$|#(?:comments?|respond)",
    re.IGNORECASE,
)
SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|linkedin|instagram|youtube|pinterest|t|reddit|whatsapp|telegram|addtoany)"
    r"\.(?:com|co|me)$"
)
DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|odt|rtf|pptx?)$", re.IGNORECASE)
DOCUMENT_SAID = re.compile(r"\b(?:pdf|docx?)\b", re.IGNORECASE)
