namespace Paracle.Architecture.Tests;

public sealed class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void Example_IsTakenFrom_TheCompiledSample()
    {
        var example = Readme.Split("```csharp\n")[1].Split("```")[0];
        var sample = string.Join('\n', File.ReadLines(Path.Combine(Repository.Root, "samples/QuickStart/ReadmeExample.cs")).Select(line => line.Trim()));

        sample.ShouldContain(example.TrimEnd());
    }

    [Fact]
    public void Links_LeadToFiles()
    {
        string[] pages = ["README.md", .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(file => Path.GetRelativePath(Repository.Root, file))];
        foreach (var page in pages)
        {
            var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
            var links = System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, page)), @"\]\((?!https:)(?<target>[^)#]+)[^)]*\)", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromMinutes(1));
            links.Select(link => link.Groups["target"].Value).Where(target => !File.Exists(Path.Combine(folder, target))).ShouldBeEmpty(page);
        }
    }
}
