"""Tables as people have them, with what is right: read by every door there is."""

from __future__ import annotations

from pathlib import Path

CASES = Path(__file__).parent / "files" / "cases"

Points = list[tuple[float, float]]

READ: dict[str, tuple[Points, str]] = {
    "coordinates_list.csv": ([(1, 2), (2, 3), (3, 5)], ""),
    "dates.csv": ([(0, 1.5), (1, 2.5), (4, 1)], "days since 2024-01-01"),
    "first_point_taken_as_header.csv": ([(-1, -2), (0, 0), (1, 2), (2, 3)], ""),
    "fortran_d.csv": ([(0, 1000), (1, 2500), (2, 3000)], ""),
    "fred_dot.csv": ([(1, 2.75), (2, 2.69)], "since 2013-10-14; 1 row without a number left out"),
    "hash_header.csv": ([(0.5, 2), (1.5, 3)], "line 1 names the columns"),
    "lakh.csv": ([(250000, 0), (500000, 12500), (1000000, 112500)], "mark between thousands"),
    "numeric_header.csv": ([(1, 5), (2, 6)], "line 1 names the columns"),
    "pandas_index.csv": ([(0, 1), (0.1, 2), (0.2, 5)], ""),
    "percent.csv": ([(0.1, 0.5), (0.5, 0.8), (1, 0.75)], "“10%” is read as 0.1"),
    "pipes.csv": ([(1, 2), (2, 3), (3, 5)], ""),
    "preamble.csv": ([(0, 1), (1, 3), (2, 4)], "line 5 names the columns; lines 1 to 3 skipped"),
    "r_write_table.txt": ([(0.5, 2), (1.5, 3)], ""),
    "savetxt_header.txt": ([(0.5, 2), (1.5, 3), (2.5, 9)], "line 1 names the columns"),
    "scope_preamble.csv": ([(-0.001, 0.1), (0, 0.2), (0.001, 0.15)], "lines 1 and 2 skipped"),
    "semicolon_in_remark.csv": ([(1, 2), (2, 3), (3, 5)], ""),
    "tab_in_remark.csv": ([(0, 1), (1, 3), (2, 2)], ""),
    "tax_from_to_rate.csv": ([(0, 11600), (11600, 47150)], "1 row without a number left out"),
    "thermocouple_wide.txt": ([(0, 0), (10, 0.397), (20, 0.798)], "line 1 names the columns"),
    "thousands_de.csv": ([(950, 120), (1000, 110), (1500, 90), (2000, 60)], "“1.000” is read with"),
    "thousands_us_quoted.csv": ([(950, 12), (1000, 11), (1500, 9), (2000, 6)], "between thousands"),
    "times.csv": ([(0, 1.5), (10, 2.5), (20, 1)], "counts seconds since 00:00:00"),
    "units_in_cells.csv": ([(0, 30), (10, 25), (20, 15)], "“0 m3/h” is read without its unit"),
    "units_row.csv": ([(0, 20.5), (0.5, 21), (1, 22.5)], "line 2 skipped"),
    "worldbank_dots.csv": ([(1991, 2.5), (1992, 3.1)], "1 row without a number left out"),
}

REFUSED: dict[str, str] = {
    "blank_separated_gap.txt": "line 3 has 2 columns, and the others 3; between blanks a gap can",
    "decimal_comma_comma_separated.csv": "line 1: “0,5,1,2” can be read in several ways",
    "thousands_pasted_from_excel.tsv": "line 2: Income is “11,600”, which can be 11.6 or 11600",
    "total_row.csv": "line 5: flow is “Total”, not a number",
    "transposed.csv": "line 1, which begins with “x”, looks like a column that lies: turn the",
}

SHEETS: dict[str, tuple[Points, str]] = {
    "dates.xlsx": ([(0, 1.5), (1, 2.5), (4, 1)], "counts days since 2024-01-01"),
    "hidden_row.xlsx": ([(1, 2), (2, 99), (3, 4)], "1 hidden row is read as well (row 3)"),
    "numeric_header.xlsx": ([(1, 5), (2, 6), (3, 8)], "row 1 names the columns"),
    "plain.xlsx": ([(1, 2.5), (2, 3.5), (3, 4.5)], ""),
    "title_and_units.xlsx": (
        [(0, 30), (10, 25), (20, 15)],
        "row 3 names the columns; row 1 skipped; row 4 skipped",
    ),
    "title_row.xlsx": ([(0, 30), (10, 25), (20, 15)], "row 2 names the columns; row 1 skipped"),
}

NARROW, FIXED = "\u202f", "\u00a0"

INVENTED: list[tuple[str, Points | str]] = [
    # marks between thousands
    ("x;y\n1'000;2\n2'500.5;3\n", [(1000, 2), (2500.5, 3)]),
    ("x;y\n1’000;2\n2’500,5;3\n", [(1000, 2), (2500.5, 3)]),
    (f"x;y\n1{NARROW}000;2\n2{NARROW}500,5;3\n", [(1000, 2), (2500.5, 3)]),
    (f"x y\n1{NARROW}000 2\n2{FIXED}500,5 3\n", [(1000, 2), (2500.5, 3)]),
    ("x;y\n1 000;2\n950;3\n", [(950, 3), (1000, 2)]),
    ("x\ty\n1,234,567\t1\n2,000,000\t2\n", [(1234567, 1), (2000000, 2)]),
    ("x;y\n1.234.567,89;1,5\n2.000.000,00;2,5\n", [(1234567.89, 1.5), (2000000, 2.5)]),
    ('x,y\n"1,234.50",1\n"2,345.75",2\n', [(1234.5, 1), (2345.75, 2)]),
    ("x;y\n-1.234,5;1\n–2.345,5;2\n", [(-2345.5, 2), (-1234.5, 1)]),
    ("pop;rate\n1.000;0,5\n1.500;0,7\n", [(1000, 0.5), (1500, 0.7)]),
    ("pop;rate\n1,000;0.5\n1,500;0.7\n", [(1000, 0.5), (1500, 0.7)]),
    ("year;income\n1990;1,000\n1991;2,500\n1992;950\n", [(1990, 1000), (1991, 2500), (1992, 950)]),
    ("x;y\n$1,000.50;2\n$2,000.00;3\n", [(1000.5, 2), (2000, 3)]),
    ("x;y\n€ 1.000,50;2\n€ 2.000,00;3\n", [(1000.5, 2), (2000, 3)]),
    ("x|y\n1,10,000|2\n2,20,000|3\n", [(110000, 2), (220000, 3)]),
    ("x;y\n1,000;2,000\n2,000;3,500\n", "x is “1,000”, which can be 1 or 1000: choose the decimal"),
    ("x,y\n1.000,2.000\n2.000,3.500\n", "x is “1.000”, which can be 1 or 1000: choose the decimal"),
    ('year,y\n1990,"1,234"\n1991,"2,345"\n', "y is “1,234”, which can be 1.234 or 1234"),
    ("x\ty\n−1.234\t1\n−2.345\t2\n", "x is “−1.234”, which can be -1.234 or -1234"),
    ("1,000\n2,000\n3,000\n", "line 1 can have one number, 1000, or two columns, 1 and 000"),
    ("1 000\n2 050\n3 000\n", "line 1 can have one number, 1000, or two columns, 1 and 000"),
    ("income\n11,600\n47,150\n", "line 2 can have one number, 11600, or two columns, 11 and 600"),
    ("Income Tax\n11 600 1 160\n47 150 5 426\n", "line 2 can have one number, 11600, or two"),
    ("1,2,3\n4,5,6\n", "if not, choose the decimal point (--decimal .)"),
    ("Income,Tax\n11,600,1,160\n47,150,5,426\n", "line 2: “11,600,1,160” can be read in several"),
    (
        "x;y\n1.5;1\n1.234.567;2\n",
        "x is “1.234.567”, and its point is not the same mark as in “1.5”",
    ),
    ("x;y\n950;0.5\n1.000;0.7\n1.500;0.9\n", "x is “1.000”, which can be 1 or 1000"),
    ("x;y\n1;2\n1.500;3\n2;4\n2.500;5\n", "x is “1.500”, which can be 1.5 or 1500"),
    ("x;y\n1234;2\n2.345;3\n3.456;4\n4.567;5\n", "x is “2.345”, which can be 2.345 or 2345"),
    # which are decimal all the same
    ("x;y\n1;0.5\n1.500;1\n2;2\n3;5\n", [(1, 0.5), (1.5, 1), (2, 2), (3, 5)]),
    ("x,y\n0.000,2.000\n2.000,3.500\n", [(0, 2), (2, 3.5)]),
    ("x;y\n1,000;2,5\n2,000;3,5\n", [(1, 2.5), (2, 3.5)]),
    ("x;y\n1000;1.234\n2000;1234.567\n", [(1000, 1.234), (2000, 1234.567)]),
    ("x;y\n1,000e3;2\n2,0;3\n", [(2, 3), (1000, 2)]),
    # other dress
    ("x,y\n+1,−2\n+2,–3\n", [(1, -2), (2, -3)]),
    ("1e3;2e3\n2D3;3d+3\n", [(1000, 2000), (2000, 3000)]),
    ("x,y\n10%,1\n0,2\n20 %,3", [(0, 2), (0.1, 1), (0.2, 3)]),
    ("x;y\n1,5 kN;2mm\n2,5 kN;3mm\n", [(1.5, 2), (2.5, 3)]),
    ("x;y\n5 V;2\n6 V;3\n7 mV;4\n", "line 4: x is “7 mV”, and “5 V” has another unit"),
    ("x;y\n5%;2\n6%;3\n7;4\n", "line 4: x is “7”, and “5%” has another unit"),
    ("x,y\n1,OVLD\n2,3\n3,4\n4,null\n5,#N/A\n6,--\n7,N/A\n8,..\n", [(2, 3), (3, 4)]),
    ("x;y\n1;2\n2;inf\n3;4\n", "line 3: y is “inf”, not a finite number"),
    ("x;y\n1;2\n2;1/2\n3;4\n", "line 3: y is “1/2”, not a number"),
    # dates and times
    ("t;v\n01.02.2024;1,5\n02.02.2024;2,5\n", [(0, 1.5), (1, 2.5)]),
    ("t v\n2024-01-01 1\n2024/01/02 2\n", [(0, 1), (1, 2)]),
    ("t,v\n2024-01-01T00:00:00Z,1\n2024-01-01T00:00:10.5Z,2\n", [(0, 1), (10.5, 2)]),
    ("t,v\n2024-01-01T00:00+01:00,1\n2024-01-01T00:00+00:00,2\n", [(0, 1), (3600, 2)]),
    ("t,v\n2024-01-01 06:00,1\n2024-02-01 18:00,2\n", [(0, 1), (31.5, 2)]),
    ("t,v\n10:00,1\n10:30,2\n", [(0, 1), (1800, 2)]),
    ("t;v\n00:00:00,25;1\n00:00:01,5;2\n", [(0, 1), (1.25, 2)]),
    ("t,v\n11:30 AM,1\n1:30 PM,2\n", [(0, 1), (7200, 2)]),
    ("t,v\n2024-01,1\n2024-02,2\n", [(0, 1), (31, 2)]),
    ("t,v\nJan 2024,1\nFeb 2024,2\n", [(0, 1), (31, 2)]),
    ("t,v\n1-Jan-2024,1\n2-Feb-2024,2\n", [(0, 1), (32, 2)]),
    ("t,v\n1/2/2024,1\n13/3/2024,2\n", [(0, 1), (41, 2)]),
    ("t,v\n1/2/2024,1\n3/13/2024,2\n", [(0, 1), (71, 2)]),
    ("t,v\n1/2/2024,1\n2/3/2024,2\n", "t is “1/2/2024”, which can be 2024-02-01 or 2024-01-02"),
    ("t,v\n13/2/2024,1\n3/13/2024,2\n", "day and month are not in the same order"),
    ("t,v\n23:59:50,1\n00:00:10,2\n", "line 3: t is “00:00:10”, after a time late on the day"),
    ("t,v\n2024-02-30,1\n2024-03-01,2\n", "line 2: t is “2024-02-30”, not a date or a time"),
    ("t,v\n2024-01-01,1\n7,2\n2024-01-03,3\n", "line 3: t is “7”, not a date or a time"),
    ("t,v\n1,2024-01-01\n2,2024-01-02\n", "has numbers for x alone, and dates or times besides"),
    # where the table is
    ("Title of it\nMore words, here\n\nx,y\n1,2\n2,3\n", [(1, 2), (2, 3)]),
    (
        '"Model","DS1054"\n"Points","1200"\n"",""\n"s","CH1 (V)"\n0.0,1.5\n0.1,1.7\n',
        [(0, 1.5), (0.1, 1.7)],
    ),
    (
        "Model;DSO;X\nDate;01.02.2024;12:00\nt;u1;u2\ns;V;V\n0,0;1,5;2\n0,1;1,6;2\n",
        [(0, 1.5), (0.1, 1.6)],
    ),
    ("flow,head\nm3/h,m\n0,30\n10,25\n", [(0, 30), (10, 25)]),
    (",0,10,20\n1,5,6,7\n2,6,7,8\n", [(1, 5), (2, 6)]),
    ("# t, v\n0 1\n1 2\n", [(0, 1), (1, 2)]),
    ("t (s)   v (V)\n0   1\n1   2\n", [(0, 1), (1, 2)]),
    ('"x" "y"\n"1" 0.5 2\n"2" 1.5 3\n', [(0.5, 2), (1.5, 3)]),
    ("   time  volt\n0  0.0  1\n1  0.1  2\n", [(0, 1), (0.1, 2)]),
    ("a b\n5 6 7\n8 9 1\n", "line 2 has 3 columns, and line 1 names 2 of them"),
    ("Words of a title\n1 2\n2 3\n", [(1, 2), (2, 3)]),
    ("".join(f"key {k}: {k}\n" for k in range(400)) + "t,v\n0,1\n1,2\n", [(0, 1), (1, 2)]),
    ("3\n1 2\n2 3\n3 4\n", [(1, 2), (2, 3), (3, 4)]),
    ("| x | y |\n|---|---|\n| 1 | 2 |\n| 2 | 3 |\n", [(1, 2), (2, 3)]),
    ("x y\n1 2 # first\n2 3\n", [(1, 2), (2, 3)]),
    ("[(0, 1), (1.5, 2),\n (3, 4)]\n", [(0, 1), (1.5, 2), (3, 4)]),
    ("(0;1,5) (1;2,5)\n(2;3)\n", [(0, 1.5), (1, 2.5), (2, 3)]),
    ("id,x1,y1\n1,5,6\n2,7,8\n3,8,1\n", [(5, 6), (7, 8), (8, 1)]),
    ("day;level\n2024-01-01;5\n2024-01-02;6\n", [(0, 5), (1, 6)]),
    ("abc;1\n2;3\n4;5\n", "line 1: x is “abc”, not a number"),
    ("x,y\n1,2\n2,3\n3,4\nSum,9\n", "line 5: x is “Sum”, not a number"),
    ("x  y\n1  2\n2   \n3  4\n", "line 3 has 1 column, and the others 2; between blanks"),
    ("country,1990,1991\nA,1.5,2.5\nB,2,3\nC,3.5,2.5\n", "can be the header or the first line"),
    ("place;1990;1991\nA;1,5;2\nB;2,5;3\nC;1;3\n", "can be the header or the first line"),
    ("a,b\nu,v\nw,x\n", "has no column of numbers; line 2: a is “u”, not a number"),
]
