"""Numbers as people type them into fields and on the command line."""

from __future__ import annotations

import argparse
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.cli.arguments import above_zero
from reluviz.cli.data import numbers
from reluviz.files.typed_number import typed_number
from reluviz.views.numbers import exact_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[("2.5", 2.5), ("2,5", 2.5), ("-.5", -0.5), ("1.234", 1.234), ("0,125", 0.125)],
        *[("0.500", 0.5), ("1.2340", 1.234), ("1234,5", 1234.5), ("1 000", 1000), ("1'000", 1000)],
        *[("2,50,000", 250_000), ("1,234.5", 1234.5), ("1.234,5", 1234.5)],
        *[("1.000.000", 1e6), ("1\u202f000,25", 1000.25), ("–3", -3), ("\u22123,5", -3.5)],
        *[("1.0D+03", 1000), ("2d-1", 0.2), ("1e3", 1000), ("1.000e3", 1000)],
        *[("10%", 0.1), ("10 %", 0.1), ("2,5%", 0.025), ("5‰", 0.005)],
        *[("1/2", 0.5), ("-3/4", -0.75), ("\u22121 / 4", -0.25), ("1,5/3", 0.5), ("50%/2", 0.25)],
    ],
)
def test_numbers(text: str, value: float) -> None:
    assert typed_number(f" {text} ") == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,000", "“1,000” can be 1 or 1000: write it without the mark between thousands, or"),
        ("1.000", "“1.000” can be 1 or 1000"),
        ("11,600", "“11,600” can be 11.6 or 11600"),
        ("-1,234", "“-1,234” can be −1.234 or −1234"),
        ("1,000%", "“1,000%” can be 1 or 1000"),
        ("1,000e3", "“1,000e3”: “1,000” can be 1 or 1000"),
        ("1,000/3", "“1,000/3”: “1,000” can be 1 or 1000"),
        ("1/0", "“1/0” divides by 0"),
        ("", "a number is missing"),
        ("1e101", "1e101 is too large; at most 1e+100 in size is possible"),
        ("1e99/1e-99", "is too large"),
        ("NaN", "“NaN” is not a finite number"),
        ("inf", "“inf” is not a finite number"),
        *[(text, f"“{text}” is not a number") for text in (
            "lots", "n/a", "5 m", "$5", "1_000", "0x10", "1,2,3", "1,00,0", "1 0", "2024-02-01",
            "10:30", "1/2/3", "/2", "1 1/2", "..", "--1", "1e", "(5)", "٣",
        )],
    ],
)  # fmt: skip
def test_what_is_no_number_or_two_is_refused_with_its_text(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        typed_number(text)


@given(st.floats(-1e100, 1e100))
def test_what_the_program_writes_is_read_to_the_bit(value: float) -> None:
    assert typed_number(exact_text(value)) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [("-1,1", [-1, 1]), ("−1,1/2", [-1, 0.5]), ("-0,5;1,5", [-0.5, 1.5]), ("0.5,10%", [0.5, 0.1])],
)
def test_lists_of_the_command_line(text: str, found: list[float]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,000", "'000' in '1,000' is not a number: write thousands without a mark"),
        ("1,000;2", "“1,000” can be 1 or 1000"),
        ("1.000,2", "“1.000” can be 1 or 1000"),
        ("1,inf", "'inf' in '1,inf' is not a number"),
    ],
)
def test_lists_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=message):
        numbers(text)


def test_a_number_of_the_command_line() -> None:
    assert above_zero("1/2") == 0.5
    with pytest.raises(argparse.ArgumentTypeError, match="“1,000” can be 1 or 1000"):
        above_zero("1,000")
