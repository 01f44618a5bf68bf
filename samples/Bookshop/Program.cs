using Bookshop;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

if (args is ["break" or "heal" or "breakage", ..])
    return await BreakageCommand.Run(args);

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls(builder.Configuration["urls"] ?? "http://127.0.0.1:5080");
builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
// Its sessions end with it: their keys lie on no disk, sealed or not, and it need not warn of either.
builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();

var database = builder.Configuration["database"] ?? Path.Combine(builder.Environment.ContentRootPath, "bookshop.db");
builder.Services.AddSingleton(new Store(Path.GetFullPath(database)));
builder.Services.AddSingleton<Breakage>();
builder.Services.AddAntiforgery();
builder.Services.AddAuthorization();
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
{
    options.LoginPath = "/login";
    options.Events.OnValidatePrincipal = context =>
    {
        if (context.HttpContext.RequestServices.GetRequiredService<Breakage>().Is("session-lost"))
            context.RejectPrincipal();
        return Task.CompletedTask;
    };
});

var app = builder.Build();
app.UseExceptionHandler(failed => failed.Run(context =>
{
    context.Response.ContentType = "text/html; charset=utf-8";
    return context.Response.WriteAsync(
        "<!doctype html><title>Error</title><h1>Something went wrong</h1><p>We have been told and are looking into it.</p>");
}));
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();

Assets.Map(app);
BreakagePages.Map(app);
Shopping.Map(app);
Ordering.Map(app);
Members.Map(app);
BooksApi.Map(app);

app.Services.GetRequiredService<Store>().Create();
app.Run();
return 0;
