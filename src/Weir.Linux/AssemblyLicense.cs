[assembly: Weir.Bpf.Language.KernelLicense("Dual MIT/GPL")]
