using Microsoft.Extensions.AI;

namespace Paracle.Abstractions.Tests.Llm;

public sealed class GeneratedEmbeddingsExtensionsTests
{
    [Fact]
    public void FindParacle_Nothing_IsNull() => new GeneratedEmbeddings<Embedding<float>>().FindParacle().ShouldBeNull();

    [Fact]
    public void SetParacle_Twice_TheLastOneIsFound()
    {
        var context = new LlmAnswerContext { IsBatched = true };
        var embeddings = new GeneratedEmbeddings<Embedding<float>> { AdditionalProperties = new() { ["other"] = 1 } };
        embeddings.SetParacle(new LlmAnswerContext());
        embeddings.SetParacle(context);

        embeddings.FindParacle().ShouldBeSameAs(context);
        embeddings.AdditionalProperties["other"].ShouldBe(1);
    }
}
