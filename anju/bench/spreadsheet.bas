' Measures how long Calc needs after one changed cell: on the first row of "person" another settlement is written, then the
' figures are read; afterwards it is put back, and everything is calculated once more.
Sub Measure
  On Error Goto Failed
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  began = GetSystemTicks()
  book = StarDesktop.loadComponentFromURL(Environ("ANJU_BENCH_BOOK"), "_blank", 0, hidden())
  book.calculateAll()
  opened = GetSystemTicks() - began
  rows = CInt(Environ("ANJU_BENCH_ROWS"))
  columns = CInt(Environ("ANJU_BENCH_COLUMNS"))
  figures = book.Sheets.getByName("figures").getCellRangeByPosition(1, 0, columns, rows - 1)
  numbers = figures.getDataArray()
  cell = book.Sheets.getByName("person").getCellByPosition(0, 0)
  other = book.Sheets.getByName("figures").getCellByPosition(0, rows - 1)
  before = cell.String
  began = GetSystemTicks()
  cell.String = other.String
  book.calculate()
  changed_numbers = figures.getDataArray()
  changed = GetSystemTicks() - began
  cell.String = before
  began = GetSystemTicks()
  book.calculateAll()
  whole_numbers = figures.getDataArray()
  whole = GetSystemTicks() - began
  file = FreeFile
  Open Environ("ANJU_BENCH_OUT") For Output As #file
  Print #file, CStr(opened) & "," & CStr(changed) & "," & CStr(whole)
  For row = 0 To rows - 1
    text = ""
    For column = 0 To columns - 1
      text = text & CStr(CLng(numbers(row)(column))) & ","
    Next column
    Print #file, text
  Next row
  Close #file
  book.close(True)
  StarDesktop.terminate()
  Exit Sub
Failed:
  file = FreeFile
  Open Environ("ANJU_BENCH_OUT") & ".wrong" For Output As #file
  Print #file, Error$ & " (" & Erl & ")"
  Close #file
  StarDesktop.terminate()
End Sub
