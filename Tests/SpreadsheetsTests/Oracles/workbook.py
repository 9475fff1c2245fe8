"""Makes and reads workbooks with openpyxl, as an independent program would.

Arguments: `make FILE` with the rows of the sheets as JSON on standard input, or `read FILE`, which
prints what stands in each sheet, its rules and notes as JSON.
"""

import datetime
import json
import sys

import openpyxl


def cell(value):
    if isinstance(value, dict) and "day" in value:
        return datetime.date.fromisoformat(value["day"])
    if isinstance(value, dict) and "moment" in value:
        return datetime.datetime.fromisoformat(value["moment"])
    return value


def make(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for spec in sheets:
        sheet = book.create_sheet(spec["name"])
        sheet.sheet_state = spec.get("state", "visible")
        for place, value in spec["cells"].items():
            sheet[place] = cell(value)
        for place, code in spec.get("formats", {}).items():
            sheet[place].number_format = code
    if any(spec.get("epoch") == 1904 for spec in sheets):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.save(path)


def shown(value):
    if isinstance(value, (datetime.date, datetime.datetime)):
        return {"day": value.isoformat()[:10]}
    return value


def read(path):
    book = openpyxl.load_workbook(path)
    return [
        {
            "name": sheet.title,
            "state": sheet.sheet_state,
            "frozen": sheet.freeze_panes,
            "rows": [[shown(cell.value) for cell in row] for row in sheet.iter_rows()],
            "notes": {
                cell.coordinate: cell.comment.text
                for row in sheet.iter_rows() for cell in row if cell.comment
            },
            "rules": {
                str(rule.sqref): [rule.type, rule.formula1]
                for rule in sheet.data_validations.dataValidation
            },
            "formats": {
                cell.coordinate: cell.number_format
                for row in sheet.iter_rows() for cell in row if cell.number_format != "General"
            },
        }
        for sheet in book.worksheets
    ]


if sys.argv[1] == "make":
    make(sys.argv[2], json.load(sys.stdin))
else:
    print(json.dumps(read(sys.argv[2])))
