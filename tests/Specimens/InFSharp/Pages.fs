namespace Specimens

open System.Threading.Tasks
open SmokeTests
open Xunit

/// A check in F#.
[<Every("1m")>]
type ``Pages in F#``() =
    inherit Journey()

    /// What a journey inherits is protected, which F# does not let a task's body use: a member of the class itself is.
    member private this.Visit(path: string) = this.Open path

    [<Fact>]
    member this.``The front page greets``() : Task =
        task {
            let! page = this.Visit "/"
            let! _ = page.ShouldShow "Hello from the shop"
            ()
        }

    [<Theory; InlineData("one"); InlineData("two")>]
    member _.``Rows are checks``(row: string) = Assert.Contains("o", row)

    [<Fact(Skip = "not today")>]
    member _.``Is skipped``() = Assert.Fail "It is skipped."

    [<Fact(Explicit = true)>]
    member _.``Is explicit``() = Assert.Fail "Nobody asked for it."

    [<Fact>]
    member this.``Fails by its page``() : Task =
        task {
            let! page = this.Visit "/"
            let! _ = page.ShouldShow "what is not there"
            ()
        }

module Functions =

    [<Fact>]
    let ``A function is a test too`` () = Assert.Equal(2, 1 + 1)
