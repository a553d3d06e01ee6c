namespace Paracle.Benchmarks.Results;

/// <summary>Where results are kept: benchmarks/results of the repository that the program was built in.</summary>
internal static class ResultFolder
{
    public static string Root { get; } = FindRoot();

    public static string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(Root, "benchmarks", "results")).FullName;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Paracle.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Paracle.sln above {AppContext.BaseDirectory}: run the benchmarks out of the repository.");
    }
}
