using Microsoft.Extensions.AI;

namespace Paracle.Runtime.Internal.Tools;

/// <summary>A tool of the host. Models and clients see the declaration only: what cannot be invoked cannot be invoked unchecked.</summary>
internal sealed class RegisteredTool(AIFunction function)
{
    public AIFunction Function => function;

    public AIFunctionDeclaration Declaration { get; } = function.AsDeclarationOnly();
}
