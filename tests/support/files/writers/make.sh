#!/bin/sh
# Make the files of this folder again, each with its real writer. Needs npm, python3 and LibreOffice Calc (soffice).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
npm install --silent --no-fund --no-audit xlsx@0.18.5 exceljs@4.4.0
node "$here/make_node.mjs" "$here"

python3 -m venv env
env/bin/pip install --quiet openpyxl==3.1.5 xlsxwriter==3.3.1 pyexcelerate==0.13.0 xlwt==1.3.0
env/bin/python "$here/make_python.py" "$here"

# LibreOffice reads the form of XlsxWriter, computes its formulas, and saves it in its own forms.
# Its number for GBK is 67, for UTF-8 76.
mkdir -p profile/user
cat > profile/user/registrymodifications.xcu <<'XCU'
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
XCU
save() {
    soffice -env:UserInstallation="file://$work/profile" --headless --convert-to "$1" --outdir out \
        "$here/xlsxwriter_form.xlsx" >/dev/null
    mv "out/xlsxwriter_form.$2" "$here/$3"
}
save 'xlsx:Calc MS Excel 2007 XML' xlsx libreoffice_form.xlsx
save 'xls:MS Excel 97' xls libreoffice_form.xls
save 'csv:Text - txt - csv (StarCalc):44,34,67,1' csv libreoffice_gbk.csv
save 'csv:Text - txt - csv (StarCalc):44,34,76,1' csv libreoffice_utf8.csv
