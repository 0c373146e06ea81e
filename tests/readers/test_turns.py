"""Who speaks when: all the ways in which transcribers write it."""

# ruff: noqa: E501 - examples are kept on one line each
from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiitools.model.spans import Span
from kiitools.readers.extract import Extract
from kiitools.readers.headers import read_header
from kiitools.readers.turns import segments_of, turns_of

HEAD = "Code de l'entretien : ENT-001\nDate : 3 mars 2021\nLieu : Kayes\nMode : individuel\n\n"
GROUP = HEAD.replace("individuel", "discussion de groupe")


def cut(text, kind=None, **hints):
    """(role's first letter, label, words) of every segment; nothing of the body may be lost."""
    extract = Extract(text, "text/plain", **hints)
    header = read_header(text)
    turns = turns_of(extract, header, kind=kind)
    segments, _ = segments_of(extract, header, turns)
    return [(s.role[0], s.speaker, text[s.start : s.end]) for s in segments]


ASKS, ANSWERS = "Qu'est-ce que la traite ?", "C'est vendre des gens."
FORMS = {
    "letters before a colon": "E : {q}\nR : {a}\nE : {q}\nR : {a}",
    "a no-break space before the colon": "E\u00a0: {q}\nR\u00a0: {a}\nE\u00a0: {q}\nR\u00a0: {a}",
    "a narrow no-break space": "E\u202f: {q}\nR\u202f: {a}\nE\u202f: {q}\nR\u202f: {a}",
    "no space at all": "E:{q}\nR:{a}\nE:{q}\nR:{a}",
    "Q and A": "Q: {q}\nA: {a}\nQ: {q}\nA: {a}",
    "letters before a full stop": HEAD + "Q. {q}\nR. {a}\n\nQ. {q}\nR. {a}",
    "numbered questions": "Q1 : {q}\nR1 : {a}\nQ2 : {q}\nR2 : {a}",
    "English abbreviations": "INT: {q}\nRESP: {a}\nINT: {q}\nRESP: {a}",
    "small letters": "enq : {q}\ninf : {a}\nenq : {q}\ninf : {a}",
    "capitals without accents": "ENQUETRICE : {q}\nREPONDANTE : {a}\nENQUÊTRICE : {q}\nRÉPONDANTE : {a}",
    "words and blank lines": "Enquêtrice : {q}\n\nRépondante : {a}\n\nEnquêtrice : {q}\n\nRépondante : {a}",
    "labels on their own line": "Enquêtrice :\n{q}\n\nRépondante :\n{a}\n\nEnquêtrice :\n{q}\n\nRépondante :\n{a}",
    "without a colon": "Enquêtrice\n{q}\n\nRépondante\n{a}\n\nEnquêtrice\n{q}\n\nRépondante\n{a}",
    "dashes": "Enquêtrice – {q}\nFemme 2 – {a}\nEnquêtrice – {q}\nFemme 2 – {a}",
    "brackets": "[Enquêtrice] {q}\n[Femme 3] {a}\n[Enquêtrice] {q}\n[Femme 3] {a}",
    "tabs, as from a table": "Enquêtrice\t{q}\nRépondante\t{a}\nEnquêtrice\t{q}\nRépondante\t{a}",
    "Markdown": "**Enquêtrice :** {q}\n\n**Répondante** : {a}\n\n**Enquêtrice :** {q}\n\n**Répondante** : {a}",
    "time stamps before": "[00:00:41] Enquêtrice : {q}\n\n[00:00:49] Chercheur : {a}\n\n[00:01:00] Enquêtrice : {q}\n\n[00:02:00] Chercheur : {a}",
    "time stamps after the label": "Enquêtrice (00:41) : {q}\nRépondante (00:49) : {a}\nEnquêtrice (01:00) : {q}\nRépondante (02:00) : {a}",
    "time stamps on their own line": "00:41\nEnquêtrice : {q}\n\n00:49\nRépondante : {a}\n\n01:00\nEnquêtrice : {q}\n\n02:00\nRépondante : {a}",
    "time stamps at the end": "I: {q} #00:00:05-1#\nR: {a} #00:00:15-1#\nI: {q} #00:00:20-0#\nR: {a} #00:00:25-0#",
    "a machine's transcript": "Speaker 1  00:03\n{q}\n\nSpeaker 2  00:05\n{a}\n\nSpeaker 1  00:09\n{q}\n\nSpeaker 2  00:12\n{a}",
    "Windows line ends": "E : {q}\r\nR : {a}\r\n\r\nE : {q}\r\nR : {a}",
    "old Macintosh line ends": "E : {q}\rR : {a}\rE : {q}\rR : {a}",
    "invisible marks before the label": "\ufeffE : {q}\n\u200bR : {a}\n\u200eE : {q}\nR : {a}",
    "names, told by who asks": "Awa : {q}\nMoussa : {a}\nAwa : {q}\nMoussa : {a}",
    "opaque letters": "B: {q}\nA: {a}\nB: {q}\nA: {a}",
    "E and I": "E : {q}\nI : {a}\nE : {q}\nI : {a}",
    "I and R": "I: {q}\nR: {a}\nI: {q}\nR: {a}",
    "a role beside a known interviewer": "Enquêteur : {q}\nImam : {a}\nEnquêteur : {q}\nImam : {a}",
    "titles": HEAD + "Enquêteur : {q}\nDr. Keita : {a}\nEnquêteur : {q}\nDr. Keita : {a}",
    "a consultant who asks": HEAD + "Consultante : {q}\n\nInterlocutrice : {a}\n\nConsultante : {q}\n\nInterlocutrice : {a}",
    "sex in parentheses": "Modératrice : {q}\nParticipante 2 (F) : {a}\nModératrice : {q}\nParticipante 2 (F) : {a}",
    "an aside in brackets": "Enquêteur : {q}\nP4 [en songhay, traduit] : {a}\nEnquêteur : {q}\nP4 : {a}",
    "the label's letter later": "Enquêtrice (E) : {q}\nRépondante (R) : {a}\nE : {q}\nR : {a}",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_turns_are_told_apart(form):
    found = cut(FORMS[form].format(q=ASKS, a=ANSWERS))
    assert [(role, words) for role, _, words in found] == [("i", ASKS), ("r", ANSWERS)] * 2
    assert all(label for _, label, _ in found)


def test_the_label_is_kept_as_written_without_asides():
    text = "Modératrice : Alors ?\nParticipante 2 (F) : Oui.\nP4 [en songhay] : Non.\nP2 (rires) : Si.\nParticipante 2 (F) : Bon.\nP4 : Oui."
    assert [label for _, label, _ in cut(text)] == [
        "Modératrice",
        "Participante 2 (F)",
        "P4",
        "P2",
        "Participante 2 (F)",
        "P4",
    ]


def test_a_turn_runs_over_several_paragraphs():
    text = (
        HEAD
        + "E : Et alors ?\n\nR : Il y a deux choses.\n\nD'abord la misère.\n\nEnsuite la route.\n\nE : Merci ?\n\nR : Oui."
    )
    assert cut(text)[1] == ("r", "R", "Il y a deux choses.\n\nD'abord la misère.\n\nEnsuite la route.")


def test_a_sentence_with_a_colon_is_no_speaker():
    said = "Il dit : « Viens. »\nTrois choses : un acte, un moyen, un but.\nMon oncle disait : pars.\nRésultat : rien.\nRésultat : encore rien.\nNote : voir plus bas."
    text = HEAD + f"Enquêteur : Et alors ?\nRépondant : {said}\nEnquêteur : Merci ?\nRépondant : Oui."
    assert cut(text)[1] == ("r", "Répondant", said)


def test_monsieur_is_no_speaker():
    text = (
        HEAD
        + "E : Qui ?\nR : Mon chef.\nM. Diarra est venu.\nE : Et ?\nR : Rien.\nM. Diarra encore.\nM. Diarra toujours."
    )
    assert {label for _, label, _ in cut(text)} == {"E", "R"}


def test_dialogue_inside_a_turn_stays_in_it():
    text = (
        HEAD
        + "Enquêtrice : Oui ?\nRépondante : Elle m'a dit :\n– Viens !\n– Où ?\nEnquêtrice : Et ?\nRépondante : Fini."
    )
    assert cut(text)[1] == ("r", "Répondante", "Elle m'a dit :\n– Viens !\n– Où ?")


def test_a_clock_time_at_the_head_of_a_line_is_not_a_speaker():
    text = (
        HEAD
        + "Enquêteur : À quelle heure ?\nRépondant : Le matin.\n10:30 c'est le départ.\nEnquêteur : Ah ?\nRépondant : Oui."
    )
    assert cut(text)[1][2].endswith("10:30 c'est le départ.")


def test_people_of_a_group_may_speak_once_under_their_function():
    text = (
        GROUP
        + "Facilitatrice : Qui commence ?\n\nImam : Moi.\n\nMaire : Non.\n\nChef de village : Bon.\n\nFacilitatrice : Et ?\n\nImam : Rien."
    )
    assert [(role, label) for role, label, _ in cut(text)] == [
        ("i", "Facilitatrice"), ("r", "Imam"), ("r", "Maire"), ("r", "Chef de village"), ("i", "Facilitatrice"), ("r", "Imam"),
    ]  # fmt: skip


def test_a_whole_group_answers_its_moderators():
    text = "Modératrice : Bonjour ?\nCo-modératrice : Allez-y ?\nParticipante A : Oui.\nParticipante B : Non.\nTous : Voilà !\nModératrice : Merci ?"
    assert [role for role, _, _ in cut(text)] == ["i", "i", "r", "r", "r", "i"]


def test_letters_and_sexes_of_a_group_are_people_who_answer():
    text = GROUP + "Mod : Oui ?\nF1 : Non.\nH2 : Si.\nF1 : Ah.\nMod : Bien ?\nF3 : Oui."
    assert [(role, label) for role, label, _ in cut(text)][1:4] == [("r", "F1"), ("r", "H2"), ("r", "F1")]


def test_the_interviewer_is_known_by_the_name_or_initials_in_the_header():
    named = HEAD.replace("Mode : individuel", "Enquêteur : Clarisse Diarra, consultante")
    for asks, answers in (("Clarisse", "Oumou"), ("CD", "MK"), ("Diarra", "Keita")):
        text = (
            named
            + f"{answers} : Vous voulez du thé ?\n{asks} : Merci.\n{answers} : Vous venez d'où ?\n{asks} : De Kita."
        )
        assert {label: role for role, label, _ in cut(text)} == {asks: "i", answers: "r"}


def test_participants_named_in_the_header_are_speakers_at_once():
    text = (
        GROUP.replace("\n\n", "\nParticipants : Vieux Sory=KI-1; Nana=KI-2\n\n")
        + "Mod : Oui ?\nVieux Sory : Non.\nNana : Si.\nMod : Ah ?"
    )
    assert [label for _, label, _ in cut(text)] == ["Mod", "Vieux Sory", "Nana", "Mod"]


def test_what_stands_before_the_first_speaker_is_kept():
    text = "Entretien avec une association\n\nEnquêteur : Bonjour ?\nRépondant : Oui.\nEnquêteur : Et ?\nRépondant : Non."
    assert cut(text)[0] == ("n", "", "Entretien avec une association")


def test_an_empty_turn_is_no_segment():
    text = HEAD + "E : Oui ?\nR :\nE : Vous dites ?\nR : Rien."
    assert [label for _, label, _ in cut(text)] == ["E", "E", "R"]


@pytest.mark.parametrize(
    "text",
    [
        "Objectif 1 : former les juges.\nLe texte.\nObjectif 2 : informer.\nNote : annexe.\nSource : OIM.\nParticipants : 12 femmes.",
        "A. Contexte\nLe Mali.\nB. Méthode\nDes entretiens.\nC. Résultats\nPeu.\nA. Encore\nB. Fin",
        "Le ministre a dit : « Nous agirons. »\nLe préfet a répondu : « Quand ? »",
        "Un paragraphe.\n\nUn autre paragraphe.",
        "Date: 4 May 2021\nDonor: a ministry\nBudget: 750,000 USD\nThe project trained judges.\nBudget: see annex.",
    ],
)
def test_a_document_has_no_speakers(text):
    assert {role for role, _, _ in cut(text)} == {"n"}


def test_in_a_document_nobody_is_looked_for():
    assert {role for role, _, _ in cut("E : Bonjour ?\nR : Oui.", kind="document")} == {"n"}


def test_bold_names_without_a_colon_are_speakers():
    text = "Enquêtrice Bonjour ?\nAwa Oui.\nEnquêtrice Bien ?\nAwa Non."
    bold = (Span(0, 10), Span(21, 24), Span(30, 40), Span(48, 51))
    assert cut(text, kind="interview", bold=bold, wrapped=False) == [
        ("i", "Enquêtrice", "Bonjour ?"), ("r", "Awa", "Oui."), ("i", "Enquêtrice", "Bien ?"), ("r", "Awa", "Non."),
    ]  # fmt: skip


def test_bold_questions_without_labels_are_the_interviewer_s():
    text = "Guide\nQui êtes-vous ?\nAwa, de Kita.\nJe vends.\nEt ici ?\nRien."
    bold = (Span(0, 5), Span(6, 21), Span(46, 54))
    assert cut(text, kind="interview", bold=bold, wrapped=False) == [
        ("n", "", "Guide"), ("i", "", "Qui êtes-vous ?"), ("r", "", "Awa, de Kita.\nJe vends."), ("i", "", "Et ici ?"),
        ("r", "", "Rien."),
    ]  # fmt: skip


def test_answers_under_a_bare_question_are_the_informant_s():
    text = (
        HEAD
        + "Q : Votre définition ?\nC'est vendre des gens.\nDes filles surtout.\n\nQ : Et ici ?\n\nJamais vu.\n\nQ : Merci."
    )
    assert cut(text) == [
        ("i", "Q", "Votre définition ?"), ("r", "", "C'est vendre des gens.\nDes filles surtout."), ("i", "Q", "Et ici ?"),
        ("r", "", "Jamais vu."), ("i", "Q", "Merci."),
    ]  # fmt: skip


def test_questions_between_labelled_answers_are_the_interviewer_s():
    text = (
        HEAD
        + "1. Votre définition ?\nR : Vendre des gens.\nDes filles.\n2. Et ici ?\nR : Jamais.\n3. Ailleurs ?\nR : Non plus."
    )
    assert cut(text) == [
        ("i", "", "1. Votre définition ?"), ("r", "R", "Vendre des gens.\nDes filles."), ("i", "", "2. Et ici ?"),
        ("r", "R", "Jamais."), ("i", "", "3. Ailleurs ?"), ("r", "R", "Non plus."),
    ]  # fmt: skip


def test_a_long_question_of_several_lines_stays_the_interviewer_s():
    text = "Enquêteur : Bonjour.\nOn peut commencer ?\nRépondant : Oui.\nVous voulez du thé ?\nEnquêteur : Merci.\nRépondant : Bien."
    assert [role for role, _, _ in cut(text)] == ["i", "r", "i", "r"]


def test_an_observer_s_words_are_nobody_s_evidence():
    text = (
        GROUP
        + "Awa : Et la traite ?\nMoussa : C'est grave.\nObservatrice : Moussa baisse la voix.\nAwa : Pourquoi ?\nMoussa : Rien.\nAwa : Ah ?"
    )
    assert {label: role for role, label, _ in cut(text)} == {"Awa": "i", "Moussa": "r", "Observatrice": "i"}


def test_notes_at_the_end_are_nobody_s_words():
    body = HEAD + "E : Oui ?\nR : Non.\nE : Et ?\nR : Rien.\n"
    text = body + "Note de bas de page."
    assert cut(text, notes=len(body))[-1] == ("n", "", "Note de bas de page.")


def test_the_one_who_asks_may_be_the_second_to_speak():
    text = "A: Welcome.\nB: Thank you. What do you do here?\nA: I run it.\nB: And since when?\nA: Since 2010.\nB: Who pays?\nA: Donors."
    assert {label: role for role, label, _ in cut(text)} == {"A": "r", "B": "i"}


LABELS = st.sampled_from(
    ["E : ", "R : ", "Enquêtrice : ", "P1 : ", "[00:01:02] P2 : ", "Il dit : ", "", "  ", "– ", "Note : "]
)
WORDS = st.text(alphabet=st.sampled_from("abé Nº.?!:«»\u00a0-–[]()12\t"), max_size=30)


@settings(deadline=None)
@given(
    st.lists(st.tuples(LABELS, WORDS), max_size=12),
    st.booleans(),
    st.sampled_from([None, "interview", "document"]),
)
def test_nothing_of_the_body_is_lost(lines, with_head, kind):
    """Every character that is no label, header, time stamp or white space lies in a segment."""
    text = (HEAD if with_head else "") + "\n".join(label + words for label, words in lines)
    extract, header = Extract(text, "text/plain"), read_header(text)
    turns = turns_of(extract, header, kind=kind)
    segments, _ = segments_of(extract, header, turns)
    inside = {i for s in segments for i in range(s.start, s.end)}
    inside |= set(range(header.start, header.end)) | {i for t in turns for i in range(t.zone, t.start)}
    lost = "".join(c for i, c in enumerate(text) if i not in inside)
    assert not lost.strip("0123456789:[]() \n\t\u00a0")
    assert [s.seq for s in segments] == list(range(1, len(segments) + 1))
    assert all(a.end <= b.start for a, b in pairwise(segments))
    assert all(text[s.start : s.end].strip() for s in segments)
    assert all(s.start <= one.start and one.end <= s.end for s in segments for one in s.sentences)
