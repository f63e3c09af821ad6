"""The card on a crate says who is in it, and its code is the address of that box's round."""

import html
import re

from animals.crate_card import qr_code
from tests.factories import make_animal, make_litter


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def test_a_litter_s_card_names_all_that_the_reader_sees(client, ben, bens_home, cleos_home):
    litter = make_litter(name="Shepherds", species_code="dog")
    make_animal(name="Possum", litter=litter, home=bens_home, collar="blue", mark="one white paw")
    make_animal(name="Joey", litter=litter, home=cleos_home)
    client.force_login(ben)
    response = client.get(f"/litters/{litter.pk}/crate-card/")
    said = words(response)
    assert "Shepherds Dog, born" in said
    assert "Possum blue, one white paw" in said
    assert "Joey" not in said
    assert "Ben's home" in said
    assert f"http://testserver/round/?litter={litter.pk}" in said
    assert "this computer alone" not in said


def test_one_s_own_card_names_it_once_and_leads_to_its_round(client, ben, bens_home):
    animal = make_animal(name="Kangaroo", home=bens_home, collar="red")
    client.force_login(ben)
    said = words(client.get(f"/animals/{animal.pk}/crate-card/"))
    card = said.partition("Scan for the round")[0].rpartition("Print")[2]
    assert card.count("Kangaroo") == 1
    assert f"/round/?animal={animal.pk}" in said


def test_a_card_of_an_address_of_this_computer_says_so(client, ben, bens_home):
    animal = make_animal(home=bens_home)
    client.force_login(ben)
    answer = client.get(f"/animals/{animal.pk}/crate-card/", headers={"host": "localhost"})
    assert "this computer alone" in words(answer)


def test_the_code_is_drawn_in_black_on_white_with_its_quiet_zone():
    drawn = qr_code("https://pouch.example/round/?litter=1")
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', drawn)[1])
    assert f'fill="#fff" d="M0 0h{size}v{size}h-{size}z"' in drawn
    assert 'stroke="#000" d="M4 4.5h7' in drawn
