using Microsoft.Extensions.AI;

namespace Paracle.Runtime.Internal.Runs;

/// <summary>Reads a model's answer: what it asks for, and whether it is whole. A cut answer is never an agent's answer.</summary>
internal static class ModelAnswer
{
    /// <summary>The tools the model asks for; those its provider called itself are not ours.</summary>
    public static IReadOnlyList<FunctionCallContent> CallsOf(ChatResponse response) =>
        [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Where(call => !call.InformationalOnly)];

    public static void RequireWhole(ChatResponse response, ExecutionId id)
    {
        if (response.FinishReason == ChatFinishReason.Length)
        {
            throw new ProviderException("The model's answer was cut at the limit of output tokens. Raise the agent's MaxOutputTokens or ask for less.") { ExecutionId = id };
        }

        if (response.FinishReason == ChatFinishReason.ContentFilter)
        {
            throw new ProviderException("The provider's content filter stopped the model's answer. Change the task or the agent's instructions.") { ExecutionId = id };
        }
    }

    /// <summary>The final answer. Nothing at all is an answer only when the model says that it ended there on purpose.</summary>
    public static string TextOf(ChatResponse response, ExecutionId id)
    {
        var text = response.Text;
        if (text.Length == 0 && response.FinishReason != ChatFinishReason.Stop)
        {
            throw new ProviderException("The model answered with neither text nor a tool call, and gave no reason to stop. Try again or choose another model.") { ExecutionId = id };
        }

        return text.Length <= ExecutionRules.MaxText ? StorableText.Clean(text) : throw TooLong(id);
    }

    public static ProviderException TooLong(ExecutionId? id = null) =>
        new($"The model's answer is over {ExecutionRules.MaxText} characters. Set the agent's MaxOutputTokens.") { ExecutionId = id };
}
