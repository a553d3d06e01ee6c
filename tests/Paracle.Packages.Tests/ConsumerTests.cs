using Paracle.Simulation;

namespace Paracle.Packages.Tests;

public sealed class ConsumerTests
{
    [Fact]
    public async Task ProjectOutsideTheTree_InstallsThePackages_AndRunsAnAgent()
    {
        await using var model = await ModelServer.StartAsync();
        model.Enqueue(new AnswerReply { Chunks = ["Hello ", "from the packages."] });
        using var consumer = new ConsumerProject(PackedPackage.Of("Paracle").Version);

        await consumer.BuildAsync(TestContext.Current.CancellationToken);
        var answer = await consumer.RunAsync(model.OpenAIEndpoint, "Greet.", TestContext.Current.CancellationToken);

        answer.Trim().ShouldBe("Hello from the packages.");
        model.Requests.Single().Messages[^1].Text.ShouldBe("Greet.");
        Directory.GetFiles(consumer.Output, "Paracle*.dll").ShouldAllBe(file => IsPacked(file));
    }

    private static bool IsPacked(string file)
    {
        var package = PackedPackage.Of(Path.GetFileNameWithoutExtension(file));
        return package.Read(package.AssemblyPath).AsSpan().SequenceEqual(File.ReadAllBytes(file));
    }
}
