using Microsoft.Extensions.DependencyInjection;
using Paracle;
using QuickStart;
using Spectre.Console;

const string Database = "paracle-quickstart.db";

if (args.Length > 1 || Array.Exists(args, argument => argument is "" or ['-', ..]))
{
    AnsiConsole.MarkupLine("Usage: dotnet run --project samples/QuickStart [[-- FOLDER]]");
    return 2;
}

var folder = Path.GetFullPath(args.FirstOrDefault() ?? DefaultFolder.Find());
if (!Directory.Exists(folder))
{
    AnsiConsole.MarkupLineInterpolated($"[red]The folder {folder} does not exist.[/] Name a folder of text files.");
    return 2;
}

var files = new FileTools(folder);
var apiKey = Environment.GetEnvironmentVariable("OPENAI_API_KEY");
var services = new ServiceCollection();
services.AddParacle(paracle =>
{
    paracle.UseSqlite(options => options.Path = Database).AllowAll().AddTool(files.ListFiles).AddTool(files.ReadFile).UseResponseCache();
    if (string.IsNullOrEmpty(apiKey))
    {
        paracle.AddProvider("simulated", _ => new SimulatedModel());
    }
    else
    {
        paracle.AddOpenAI(options =>
        {
            options.ApiKey = apiKey;
            options.BaseUrl = Environment.GetEnvironmentVariable("OPENAI_BASE_URL") is { Length: > 0 } url ? new Uri(url, UriKind.RelativeOrAbsolute) : options.BaseUrl;
            options.Model = Environment.GetEnvironmentVariable("OPENAI_MODEL") is { Length: > 0 } model ? model : "gpt-4o-mini";
        });
    }
});

await using var provider = services.BuildServiceProvider();
var account = new Account(AnsiConsole.Console);
account.Introduce(folder, Path.GetFullPath(Database), isSimulated: string.IsNullOrEmpty(apiKey));
using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupt.Cancel();
};

try
{
    await provider.StartParacleAsync(interrupt.Token);
    var succeeded = await new Tour(provider, account).RunAsync(interrupt.Token);
    await provider.StopParacleAsync(CancellationToken.None);
    return succeeded ? 0 : 1;
}
catch (Exception exception) when (exception is ParacleException or OperationCanceledException or Microsoft.Extensions.Options.OptionsValidationException)
{
    account.Fail(exception.Message);
    return 1;
}
