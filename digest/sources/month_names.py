"""The names of months, weekdays and spans of time in the languages that sources are written in.

Tables only, and the lookups into them. Words are folded: lower case, without accents (see `days.fold`). Each
line holds twelve months or seven weekdays (Monday first), the alternatives of one joined by "/", the full
name first. From the Unicode CLDR, with the abbreviations that English pages use besides.
"""

from __future__ import annotations

MONTHS: dict[str, str] = {
    "en": (
        "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep "
        "october/oct november/nov december/dec"
    ),
    "fr": (
        "janvier/janv fevrier/fevr mars avril/avr mai juin juillet/juil aout septembre/sept octobre/oct "
        "novembre/nov decembre/dec"
    ),
    "de": (
        "januar/jan februar/feb marz/mar april/apr mai juni/jun juli/jul august/aug september/sept/sep "
        "oktober/okt november/nov dezember/dez"
    ),
    "es": (
        "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago septiembre/sept "
        "octubre/oct noviembre/nov diciembre/dic"
    ),
    "it": (
        "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago settembre/set "
        "ottobre/ott novembre/nov dicembre/dic"
    ),
    "pt": (
        "janeiro/jan fevereiro/fev marco/mar abril/abr maio/mai junho/jun julho/jul agosto/ago setembro/set "
        "outubro/out novembro/nov dezembro/dez"
    ),
    "nl": (
        "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug september/sep "
        "oktober/okt november/nov december/dec"
    ),
    "pl": (
        "stycznia/sty/styczen lutego/lut/luty marca/mar/marzec kwietnia/kwi/kwiecien maja/maj "
        "czerwca/cze/czerwiec lipca/lip/lipiec sierpnia/sie/sierpien wrzesnia/wrz/wrzesien "
        "pazdziernika/paz/pazdziernik listopada/lis/listopad grudnia/gru/grudzien"
    ),
    "sv": (
        "januari/jan februari/feb mars april/apr maj juni juli augusti/aug september/sep oktober/okt "
        "november/nov december/dec"
    ),
    "da": (
        "januar/jan februar/feb marts/mar april/apr maj juni/jun juli/jul august/aug september/sep oktober/okt "
        "november/nov december/dec"
    ),
    "nb": (
        "januar/jan februar/feb mars/mar april/apr mai juni/jun juli/jul august/aug september/sep oktober/okt "
        "november/nov desember/des"
    ),
    "fi": (
        "tammikuuta/tammi/tammikuu helmikuuta/helmi/helmikuu maaliskuuta/maalis/maaliskuu "
        "huhtikuuta/huhti/huhtikuu toukokuuta/touko/toukokuu kesakuuta/kesa/kesakuu heinakuuta/heina/heinakuu "
        "elokuuta/elo/elokuu syyskuuta/syys/syyskuu lokakuuta/loka/lokakuu marraskuuta/marras/marraskuu "
        "joulukuuta/joulu/joulukuu"
    ),
    "cs": (
        "ledna/led/leden unora/uno/unor brezna/bre/brezen dubna/dub/duben kvetna/kve/kveten cervna/cvn/cerven "
        "cervence/cvc/cervenec srpna/srp/srpen zari/zar rijna/rij/rijen listopadu/lis/listopad "
        "prosince/pro/prosinec"
    ),
    "ru": (
        "января/янв/январь февраля/февр/февраль марта/мар/март апреля/апр/апрель мая/маи июня/июн/июнь "
        "июля/июл/июль августа/авг/август сентября/сент/сентябрь октября/окт/октябрь ноября/нояб/ноябрь "
        "декабря/дек/декабрь"
    ),
    "uk": (
        "січня/січ/січень лютого/лют/лютии березня/бер/березень квітня/квіт/квітень травня/трав/травень "
        "червня/черв/червень липня/лип/липень серпня/серп/серпень вересня/вер/вересень жовтня/жовт/жовтень "
        "листопада/лист/листопад грудня/груд/грудень"
    ),
    "el": (
        "ιανουαριου/ιαν/ιανουαριος φεβρουαριου/φεβ/φεβρουαριος μαρτιου/μαρ/μαρτιος απριλιου/απρ/απριλιος "
        "μαιου/μαι/μαιος ιουνιου/ιουν/ιουνιος ιουλιου/ιουλ/ιουλιος αυγουστου/αυγ/αυγουστος "
        "σεπτεμβριου/σεπ/σεπτεμβριος οκτωβριου/οκτ/οκτωβριος νοεμβριου/νοε/νοεμβριος δεκεμβριου/δεκ/δεκεμβριος"
    ),
    "tr": (
        "ocak/oca subat/sub mart/mar nisan/nis mayıs/may haziran/haz temmuz/tem agustos/agu eylul/eyl ekim/eki "
        "kasım/kas aralık/ara"
    ),
    "cy": (
        "ionawr/ion chwefror/chwef/chw mawrth/maw ebrill/ebr mai mehefin/meh gorffennaf/gorff/gor awst medi "
        "hydref/hyd tachwedd/tach rhagfyr/rhag"
    ),
    "ca": (
        "gener/gen febrer/febr marc abril/abr maig juny juliol/jul agost/ag setembre/set octubre/oct "
        "novembre/nov desembre/des"
    ),
    "ro": (
        "ianuarie/ian februarie/feb martie/mar aprilie/apr mai iunie/iun iulie/iul august/aug septembrie/sept "
        "octombrie/oct noiembrie/nov decembrie/dec"
    ),
    "hu": (
        "januar/jan februar/febr marcius/marc aprilis/apr majus/maj junius/jun julius/jul augusztus/aug "
        "szeptember/szept oktober/okt november/nov december/dec"
    ),
    "sk": (
        "januara/jan/januar februara/feb/februar marca/mar/marec aprila/apr/april maja/maj juna/jun jula/jul "
        "augusta/aug/august septembra/sep/september oktobra/okt/oktober novembra/nov/november "
        "decembra/dec/december"
    ),
    "hr": (
        "sijecnja/sij/sijecanj veljace/velj/veljaca ozujka/ozu/ozujak travnja/tra/travanj svibnja/svi/svibanj "
        "lipnja/lip/lipanj srpnja/srp/srpanj kolovoza/kol/kolovoz rujna/ruj/rujan listopada/lis/listopad "
        "studenoga/stu/studeni prosinca/pro/prosinac"
    ),
    "bg": (
        "януари/яну февруари/фев март април/апр маи юни юли август/авг септември/сеп октомври/окт ноември/ное "
        "декември/дек"
    ),
    "et": (
        "jaanuar/jaan veebruar/veebr marts aprill/apr mai juuni juuli august/aug september/sept oktoober/okt "
        "november/nov detsember/dets"
    ),
    "lv": (
        "janvaris/janv februaris/febr marts aprilis/apr maijs junijs/jun julijs/jul augusts/aug septembris/sept "
        "oktobris/okt novembris/nov decembris/dec"
    ),
    "lt": (
        "sausio/saus/sausis vasario/vas/vasaris kovo/kov/kovas balandzio/bal/balandis geguzes/geg/geguze "
        "birzelio/birz/birzelis liepos/liep/liepa rugpjucio/rugp/rugpjutis rugsejo/rugs/rugsejis "
        "spalio/spal/spalis lapkricio/lapkr/lapkritis gruodzio/gruod/gruodis"
    ),
}

WEEKDAYS: dict[str, str] = {
    "en": "monday/mon tuesday/tues/tue wednesday/weds/wed thursday/thurs/thur/thu friday/fri saturday/sat sunday/sun",
    "fr": "lundi/lun mardi/mar mercredi/mer jeudi/jeu vendredi/ven samedi/sam dimanche/dim",
    "de": "montag/mo dienstag/di mittwoch/mi donnerstag/do freitag/fr samstag/sa sonntag/so",
    "es": "lunes/lun martes/mar miercoles/mie jueves/jue viernes/vie sabado/sab domingo/dom",
    "it": "lunedi/lun martedi/mar mercoledi/mer giovedi/gio venerdi/ven sabato/sab domenica/dom",
    "pt": "segunda/seg terca/ter quarta/qua quinta/qui sexta/sex sabado/sab domingo/dom",
    "nl": "maandag/ma dinsdag/di woensdag/wo donderdag/do vrijdag/vr zaterdag/za zondag/zo",
    "pl": "poniedziałek/pon wtorek/wt sroda/sr czwartek/czw piatek/pt sobota/sob niedziela/niedz",
    "sv": "mandag/man tisdag/tis onsdag/ons torsdag/tors fredag/fre lordag/lor sondag/son",
    "da": "mandag/man tirsdag/tirs onsdag/ons torsdag/tors fredag/fre lørdag/lør søndag/søn",
    "nb": "mandag/man tirsdag/tir onsdag/ons torsdag/tor fredag/fre lørdag/lør søndag/søn",
    "fi": (
        "maanantaina/ma/maanantai tiistaina/ti/tiistai keskiviikkona/ke/keskiviikko torstaina/to/torstai "
        "perjantaina/pe/perjantai lauantaina/la/lauantai sunnuntai/su"
    ),
    "cs": "pondeli/po utery/ut streda/st ctvrtek/ct patek/pa sobota/so nedele/ne",
    "ru": "понедельник/пн вторник/вт среда/ср четверг/чт пятница/пт суббота/сб воскресенье/вс",
    "uk": "понеділок/пн вівторок/вт середа/ср четвер/чт пятниця/пт субота/сб неділя/нд",
    "el": "δευτερα/δευ τριτη/τρι τεταρτη/τετ πεμπτη/πεμ παρασκευη/παρ σαββατο/σαβ κυριακη/κυρ",
    "tr": "pazartesi/pzt salı/sal carsamba/car persembe/per cuma/cum cumartesi/cmt pazar/paz",
    "cy": "llun maw mer iau gwen/gwe sad sul",
    "ca": "dilluns/dl dimarts/dt dimecres/dc dijous/dj divendres/dv dissabte/ds diumenge/dg",
    "ro": "luni/lun marti/mar miercuri/mie joi vineri/vin sambata/sam duminica/dum",
    "hu": "hetfo kedd szerda/sze csutortok/cs pentek szombat/szo vasarnap",
    "sk": "pondelok/po utorok/ut streda/st stvrtok/st piatok/pi sobota/so nedela/ne",
    "hr": "ponedjeljak/pon utorak/uto srijeda/sri cetvrtak/cet petak/pet subota/sub nedjelja/ned",
    "bg": "понеделник/пн вторник/вт сряда/ср четвъртък/чт петък/пт събота/сб неделя/нд",
    "et": "esmaspaev teisipaev kolmapaev neljapaev reede laupaev puhapaev",
    "lv": (
        "pirmdiena/pirmd otrdiena/otrd tresdiena/tresd ceturtdiena/ceturtd piektdiena/piektd sestdiena/sestd "
        "svetdiena/svetd"
    ),
    "lt": (
        "pirmadienis/pr antradienis/an treciadienis/tr ketvirtadienis/kt penktadienis/pn sestadienis/st "
        "sekmadienis/sk"
    ),
}

# A number of these, and a word that says "ago": how listings date what is fresh. Hours per unit.
UNITS: dict[float, str] = {
    1 / 3600: "second seconds sec secs s seconde secondes sekunde sekunden segundo segundos secondo secondi sekund",
    1 / 60: (
        "minute minutes min mins m minuten minuto minutos minuti minuut minuter minutter minut minuta minuty "
        "minuutti minuuttia minut минут минуту минуты хвилин хвилини λεπτα λεπτο dakika munud perc"
    ),
    1: (
        "hour hours hr hrs h heure heures stunde stunden std hora horas ora ore uur uren timme timmar time timer "
        "tunti tuntia godzine godziny godzin hodinou hodinami hodin hodinu час часа часов годину години годин "
        "ωρα ωρες saat awr oras"
    ),
    24: (
        "day days d jour jours tag tage tagen dia dias giorno giorni dag dagen dagar dage dager dzien dni dnem dny "
        "paiva paivaa день дня днеи днів дні ημερα ημερες μερες gun diwrnod nap dies zi zile"
    ),
    168: (
        "week weeks w wk wks semaine semaines woche wochen semana semanas settimana settimane weken vecka "
        "veckor uge uger uke uker viikko viikkoa tydzien tygodnie tygodni tydnem tydny неделю недели недель "
        "тиждень тижні тижнів "
        "εβδομαδα εβδομαδες hafta wythnos setmana setmanes"
    ),
    730.5: (
        "month months mois monat monate monaten mes meses mese mesi maand maanden manad manader maned maneder maaned "
        "maaneder kuukausi kuukautta miesiac miesiace miesiecy mesicem mesici месяц месяца месяцев місяць місяці "
        "μηνα μηνες ay mis"
    ),
    8766: "year years yr yrs an ans jahr jahre jahren ano anos anni jaar ar vuosi vuotta rok lata lat год года лет",
}
_AGO = (
    "ago vor hace ha fa temu geleden siden sedan sitten pred назад тому πριν once yn-ol enn inainte atras il y a "
    "back earlier"
)
AGO = frozenset(_AGO.split()) - {"y", "a"}
_BACK: dict[int, str] = {
    0: (
        "today heute aujourd'hui hoy oggi hoje vandaag dzisiaj dzis idag tanaan dnes сегодня сьогодні σημερα bugun "
        "heddiw 今日 今天 오늘"
    ),
    1: (
        "yesterday gestern hier ayer ieri ontem gisteren wczoraj igar eilen vcera вчера вчора χθες dun ddoe 昨日 "
        "昨天 어제"
    ),
    2: "vorgestern avant-hier anteayer позавчера przedwczoraj",
}
DAYS_BACK: dict[str, int] = {word: days for days, words in _BACK.items() for word in words.split()}


def _numbered(table: dict[str, str], first: int) -> dict[str, dict[str, int]]:
    return {
        language: {word: number for number, group in enumerate(line.split(), first) for word in group.split("/")}
        for language, line in table.items()
    }


def _together(tables: dict[str, dict[str, int]]) -> dict[str, int]:
    """Join the languages into one table; the earlier language keeps a word that two of them claim."""
    joined: dict[str, int] = {}
    for table in tables.values():
        joined = table | joined
    return joined


_MONTH = _numbered(MONTHS, 1)
_WEEKDAY = _numbered(WEEKDAYS, 0)
_ANY_MONTH = _together(_MONTH)
_ANY_WEEKDAY = _together(_WEEKDAY)
_FULL = frozenset(group.split("/")[0] for line in MONTHS.values() for group in line.split()) | frozenset(_MONTH["en"])
HOURS: dict[str, float] = {word: hours for hours, words in UNITS.items() for word in words.split()}


def month_of(word: str, language: str = "", *, doubtful: bool = True) -> int:
    """Return the month 1..12 a folded word names, 0 for none.

    `doubtful=False` leaves out abbreviations that are words of other languages ("3 out", "5 set"), unless they are
    of `language` itself.
    """
    own = _MONTH.get(language[:2].lower())
    if own and word in own:
        return own[word]
    if not doubtful and word not in _FULL:
        return 0
    return _ANY_MONTH.get(word, 0)


def weekday_of(word: str, language: str = "") -> int:
    """Return the weekday 0..6 a folded word names, Monday first, -1 for none; two letters only in `language`."""
    own = _WEEKDAY.get(language[:2].lower())
    if own and word in own:
        return own[word]
    return _ANY_WEEKDAY.get(word, -1) if len(word) > 2 else -1
