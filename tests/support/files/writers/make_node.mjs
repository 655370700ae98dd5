// Files of SheetJS and exceljs. Run by make.sh, which installs both; see README.md.
import fs from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const XLSX = require("xlsx");
const ExcelJS = require("exceljs");
const folder = process.argv[2];
const rows = JSON.parse(fs.readFileSync(`${folder}/rows.json`, "utf8"));
const HEADER = ["序号", "姓名", "身份证号码", "人员类别", "所属乡镇", "认定日期", "是否本县户籍", "备注"];
const day = (text) => new Date(`${text}T00:00:00Z`);
const serial = (text) => Math.round((day(text) - Date.UTC(1899, 11, 30)) / 86400000);
const plain = rows.map((one, at) => [at + 1, one.name, one.number, one.category, one.unit, one.on, one.local, null]);
const form = [["城乡医疗救助对象花名册"], ["填报单位:民政局"], HEADER, ...plain, ["合计", `${rows.length}人`]];

// The export button of a web system: a table of texts, nothing else.
function sheetjsPlain() {
  const named = plain.map((row) => Object.fromEntries(HEADER.map((head, at) => [head, row[at]])));
  const book = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(book, XLSX.utils.json_to_sheet(named, { header: HEADER }), "Sheet1");
  return book;
}

// The form with a merged title, date cells, and formulas with their values.
function sheetjsForm() {
  const sheet = XLSX.utils.aoa_to_sheet(form);
  sheet["!merges"] = [{ s: { r: 0, c: 0 }, e: { r: 0, c: 7 } }];
  rows.forEach((one, at) => {
    const line = at + 4;
    sheet[`A${line}`] = { t: "n", v: at + 1, f: "ROW()-3" };
    sheet[`E${line}`] = { t: "s", v: one.unit, f: `"${one.unit.slice(0, 1)}"&"${one.unit.slice(1)}"` };
    sheet[`F${line}`] = { t: "n", v: serial(one.on), z: "yyyy-mm-dd" };
  });
  const book = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(book, sheet, "名单");
  return book;
}

async function exceljsForm() {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet("名单");
  form.forEach((row) => sheet.addRow(row));
  sheet.mergeCells("A1:H1");
  rows.forEach((one, at) => {
    const line = sheet.getRow(at + 4);
    line.getCell(1).value = { formula: "ROW()-3", result: at + 1 };
    line.getCell(5).value = { formula: `"${one.unit.slice(0, 1)}"&"${one.unit.slice(1)}"`, result: one.unit };
    line.getCell(6).value = day(one.on);
    line.getCell(6).numFmt = "yyyy-mm-dd";
  });
  await book.xlsx.writeFile(`${folder}/exceljs_form.xlsx`);
}

// The writer for large tables: it writes row by row.
async function exceljsStream() {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: `${folder}/exceljs_stream.xlsx` });
  const sheet = book.addWorksheet("Sheet1");
  [HEADER, ...plain].forEach((row) => sheet.addRow(row).commit());
  sheet.commit();
  await book.commit();
}

const write = (book, name, bookType, more = {}) => XLSX.writeFile(book, `${folder}/${name}`, { bookType, ...more });
write(sheetjsPlain(), "sheetjs_plain.xlsx", "xlsx");
write(sheetjsForm(), "sheetjs_form.xlsx", "xlsx", { compression: true, bookSST: true });
write(sheetjsForm(), "sheetjs_form.xls", "biff8");
await exceljsForm();
await exceljsStream();
