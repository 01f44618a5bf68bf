using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace SmokeTests.Worker;

/// <summary>
/// Where a test stands. xunit knows it from the compiler where that fills in caller information for attributes, as C#'s does;
/// for other languages it is looked up in the debug information beside the assembly.
/// </summary>
internal sealed class Sources : IDisposable
{
    private readonly Assembly suite;
    private readonly MetadataReaderProvider? provider;
    private readonly MetadataReader? reader;
    private readonly Lazy<ILookup<int, MethodDebugInformationHandle>> moved;

    public Sources(Assembly suite)
    {
        this.suite = suite;
        var file = Path.ChangeExtension(suite.Location, ".pdb");
        moved = new(() => reader!.MethodDebugInformation.Select(
            handle => (Handle: handle, Kickoff: reader.GetMethodDebugInformation(handle).GetStateMachineKickoffMethod()))
            .Where(m => !m.Kickoff.IsNil).ToLookup(m => MetadataTokens.GetToken(m.Kickoff), m => m.Handle));
        try
        {
            provider = File.Exists(file) ? MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(file)) : null;
            reader = provider?.GetMetadataReader();
        }
        catch (BadImageFormatException)
        {
            // Debug information of another kind: where a test stands is not known then.
        }
    }

    /// <summary>File and line; null where nothing tells.</summary>
    public (string File, int Line)? Of(MethodInfo method)
    {
        if (reader is null || method.Module.Assembly != suite)
            return null;
        var token = method.MetadataToken;
        var own = MetadataTokens.MethodDefinitionHandle(token & 0xFFFFFF).ToDebugInformationHandle();
        // What is asynchronous has its lines where the compiler has moved it.
        foreach (var handle in moved.Value[token].Prepend(own))
            foreach (var point in reader.GetMethodDebugInformation(handle).GetSequencePoints())
                if (!point.IsHidden && !point.Document.IsNil)
                    return (reader.GetString(reader.GetDocument(point.Document).Name), point.StartLine);
        return null;
    }

    public void Dispose() => provider?.Dispose();
}
