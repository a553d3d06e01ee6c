namespace Paracle.Architecture.Tests;

public sealed class SourceTests
{
    private static readonly string[] VagueNames = ["Utils", "Utilities", "Helpers", "Helper", "Common", "Manager"];

    [Fact]
    public void SourceFiles_HaveAtMost300Lines()
    {
        Repository.Sources("src").Where(file => Repository.LinesOf(file) > 300).ShouldBeEmpty();
    }

    [Fact]
    public void SourceFiles_MedianIsAtMost60Lines()
    {
        var lines = Repository.Sources("src").Select(Repository.LinesOf).Order().ToList();
        lines[lines.Count / 2].ShouldBeLessThanOrEqualTo(60);
    }

    [Fact]
    public void OtherFiles_HaveAtMost500Lines()
    {
        string[] folders = ["tests", "benchmarks", "samples"];
        folders.SelectMany(Repository.Sources).Where(file => Repository.LinesOf(file) > 500).ShouldBeEmpty();
    }

    [Fact]
    public void Names_AreNotVague()
    {
        var vague = Repository.Sources("src").Where(file =>
            file.Split('/', '.').Any(part => VagueNames.Any(name => part.EndsWith(name, StringComparison.Ordinal))));

        vague.ShouldBeEmpty();
    }

    [Fact]
    public void Files_AreNamedAfter_ATypeInThem()
    {
        var misnamed = Repository.Sources("src").Where(file =>
        {
            var name = Path.GetFileNameWithoutExtension(file).Split('.')[0];
            return !System.Text.RegularExpressions.Regex.IsMatch(
                File.ReadAllText(Path.Combine(Repository.Root, file)), $@"\b(class|record|struct|interface|enum|delegate\s+\S+)\s+{name}\b", System.Text.RegularExpressions.RegexOptions.NonBacktracking);
        });

        misnamed.ShouldBeEmpty();
    }

    [Fact]
    public void Packages_LeaveNothingUnfinished()
    {
        string[] words = ["NotImplementedException", "TO" + "DO", "FIX" + "ME"];
        var unfinished = Repository.Sources("src").Concat(Repository.Sources("tests")).Concat(Repository.Sources("samples"))
            .Where(file => !file.EndsWith(nameof(SourceTests) + ".cs", StringComparison.Ordinal))
            .Where(file => words.Any(word => File.ReadAllText(Path.Combine(Repository.Root, file)).Contains(word, StringComparison.Ordinal)));

        unfinished.ShouldBeEmpty();
    }
}
