Imports SmokeTests
Imports Xunit

''' <summary>A check in Visual Basic.</summary>
<Every("1m")>
Public Class PagesInVisualBasic
    Inherits Journey

    <Fact>
    Public Async Function The_front_page_greets() As Task
        Dim front = Await Open("/")
        Await front.ShouldShow("Hello from the shop")
    End Function

    <Theory, InlineData("one"), InlineData("two")>
    Public Sub Rows_are_checks(row As String)
        Assert.Contains("o", row)
    End Sub

    <Fact(Skip:="not today")>
    Public Sub Is_skipped()
        Assert.Fail("It is skipped.")
    End Sub

    <Fact(Explicit:=True)>
    Public Sub Is_explicit()
        Assert.Fail("Nobody asked for it.")
    End Sub

    <Fact>
    Public Async Function Fails_by_its_page() As Task
        Dim front = Await Open("/")
        Await front.ShouldShow("what is not there")
    End Function

End Class
