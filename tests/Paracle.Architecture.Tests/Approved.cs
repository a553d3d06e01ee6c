namespace Paracle.Architecture.Tests;

/// <summary>Texts that are generated from the code, kept in the tree, and compared. PARACLE_APPROVE=1 writes them anew.</summary>
internal static class Approved
{
    public static void ShouldStandIn(this string text, string file)
    {
        var path = Path.Combine(Repository.Root, file);
        if (Environment.GetEnvironmentVariable("PARACLE_APPROVE") == "1")
        {
            File.WriteAllText(path, text);
        }

        File.Exists(path).ShouldBeTrue($"{file} is missing. Run the tests with PARACLE_APPROVE=1 and review what it writes.");
        File.ReadAllText(path).ShouldBe(text, $"{file} is out of date. Run the tests with PARACLE_APPROVE=1 and review the change.");
    }
}
