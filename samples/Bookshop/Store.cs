using System.Reflection;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;

namespace Bookshop;

internal sealed record Book(string Slug, string Title, string Author, long Year, double Price, long Stock);

internal sealed record Review(long Id, string Account, string Text, long Stars);

internal sealed record Order(string Reference, string Account, string Delivery, string Status, string Books);

/// <summary>The shop's database.</summary>
internal sealed class Store(string path)
{
    private readonly string connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 1 }.ToString();

    public string Pictures => Path.Combine(Path.GetDirectoryName(path)!, "pictures");

    public void Create()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var db = Open();
        db.Execute("""
            pragma journal_mode = wal;
            create table if not exists books (
                slug text primary key, title text not null, author text not null, year integer not null, price real not null,
                stock integer not null);
            create table if not exists accounts (email text primary key, name text not null, password text not null);
            create table if not exists orders (
                reference text primary key, account text not null, delivery text not null, status text not null, books text not null);
            create table if not exists reviews (
                id integer primary key, book text not null, account text not null, text text not null, stars integer not null);
            """);
        if (db.ExecuteScalar<int>("select count(*) from books") > 0)
            return;
        using var transaction = db.BeginTransaction();
        db.Execute("insert or ignore into books values (@Slug, @Title, @Author, @Year, @Price, @Stock)", Catalogue(), transaction);
        db.Execute("insert into accounts values (@email, @name, @password)", new[]
        {
            new { email = "ada@example.com", name = "Ada", password = Hash("difference-engine") },
            new { email = "grace@example.com", name = "Grace", password = Hash("nanosecond-wire") },
        }, transaction);
        transaction.Commit();
    }

    public Book[] Search(string words) =>
        [.. Open(db => db.Query<Book>("select * from books where title like @like or author like @like order by title limit 30",
            new { like = $"%{words}%" }))];

    public Book[] Bestsellers() => [.. Open(db => db.Query<Book>("select * from books order by stock desc, title limit 10"))];

    public Book? Find(string slug) => Open(db => db.QuerySingleOrDefault<Book>("select * from books where slug = @slug", new { slug }));

    public string? LogIn(string email, string password)
    {
        var found = Open(db =>
            db.QuerySingleOrDefault<(string Name, string Password)?>("select name, password from accounts where email = @email",
                new { email }));
        return found is { } account
            && new PasswordHasher<object>().VerifyHashedPassword(this, account.Password, password) != PasswordVerificationResult.Failed
            ? account.Name : null;
    }

    public void Place(Order order) =>
        Open(db => db.Execute("insert into orders values (@Reference, @Account, @Delivery, @Status, @Books)", order));

    public void Cancel(string reference, string account) =>
        Open(db => db.Execute("update orders set status = 'cancelled' where reference = @reference and account = @account",
            new { reference, account }));

    public Order? Order(string reference, string account) =>
        Open(db => db.QuerySingleOrDefault<Order>("select * from orders where reference = @reference and account = @account",
            new { reference, account }));

    public Order[] Orders(string account) =>
        [.. Open(db => db.Query<Order>("select * from orders where account = @account order by rowid desc limit 10", new { account }))];

    public void Add(string book, string account, string text, int stars) =>
        Open(db => db.Execute("insert into reviews (book, account, text, stars) values (@book, @account, @text, @stars)",
            new { book, account, text, stars }));

    public void Delete(string book, string account) =>
        Open(db => db.Execute("delete from reviews where book = @book and account = @account", new { book, account }));

    public Review[] Reviews(string book) =>
        [.. Open(db => db.Query<Review>("select id, account, text, stars from reviews where book = @book order by id desc limit 20",
            new { book }))];

    /// <summary>Takes the write lock and keeps it, as a stuck migration does.</summary>
    public SqliteConnection Lock()
    {
        var db = new SqliteConnection(new SqliteConnectionStringBuilder(connection) { Pooling = false }.ToString());
        db.Open();
        db.Execute("begin exclusive");
        return db;
    }

    private T Open<T>(Func<SqliteConnection, T> act)
    {
        using var db = Open();
        return act(db);
    }

    private SqliteConnection Open()
    {
        var db = new SqliteConnection(connection);
        db.Open();
        return db;
    }

    private static string Hash(string password) => new PasswordHasher<object>().HashPassword(new object(), password);

    private static Book[] Catalogue()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Bookshop.catalogue.csv")!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(';'))
            .Select(c => new Book(Slug(c[0]), c[0], c[1], long.Parse(c[2]), double.Parse(c[3]), long.Parse(c[4])))];
    }

    private static string Slug(string title) =>
        string.Join('-', title.ToLowerInvariant().Split([' ', '-', '\''], StringSplitOptions.RemoveEmptyEntries));
}
